namespace LlmCost.AI;

/// <summary>The checksum of gzip. The one of .NET's <c>BitOperations</c> has another polynomial.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Returns the checksum of data that follow others.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        foreach (var value in data)
        {
            crc = s_table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Entry(int value)
    {
        var entry = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) is 0 ? entry >> 1 : 0xEDB8_8320 ^ (entry >> 1);
        }

        return entry;
    }
}

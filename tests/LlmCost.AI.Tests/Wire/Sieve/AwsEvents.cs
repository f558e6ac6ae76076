using System.Buffers.Binary;
using System.Text;

namespace LlmCost.AI.Tests;

/// <summary>Writes the event streams of AWS.</summary>
internal static class AwsEvents
{
    /// <summary>Returns a message with a payload.</summary>
    public static byte[] Message(string payload, string eventType = "chunk", string messageType = "event")
    {
        byte[] headers =
        [
            .. Header(":event-type", eventType),
            .. Header(":content-type", "application/json"),
            .. Header(":message-type", messageType),
        ];
        var body = Encoding.UTF8.GetBytes(payload);
        var prelude = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(prelude, 16 + headers.Length + body.Length);
        BinaryPrimitives.WriteInt32BigEndian(prelude.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32(prelude.AsSpan(0, 8)));
        byte[] message = [.. prelude, .. headers, .. body];
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(message));
        return [.. message, .. checksum];
    }

    /// <summary>Returns a message of <c>InvokeModelWithResponseStream</c>.</summary>
    public static byte[] Chunk(string json) =>
        Message($$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcdef"}""");

    /// <summary>
    /// Computes the CRC-32 of IEEE 802.3 by polynomial division, to be independent of the algorithm of the library.
    /// </summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        Span<uint> table = stackalloc uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) is 0 ? entry >> 1 : (entry >> 1) ^ 0xEDB88320;
            }

            table[(int)i] = entry;
        }

        var checksum = uint.MaxValue;
        foreach (var value in bytes)
        {
            checksum = table[(byte)(checksum ^ value)] ^ (checksum >> 8);
        }

        return ~checksum;
    }

    private static byte[] Header(string name, string value) =>
    [
        (byte)name.Length, .. Encoding.UTF8.GetBytes(name), 7, (byte)(value.Length >> 8), (byte)value.Length,
        .. Encoding.UTF8.GetBytes(value),
    ];
}

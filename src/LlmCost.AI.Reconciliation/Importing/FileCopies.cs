using System.Security.Cryptography;

namespace LlmCost.AI;

/// <summary>Finds files of a delivery that are copies of other files, so that no row is counted twice.</summary>
internal static class FileCopies
{
    private const int GzipTrailerSize = 8;

    /// <summary>Returns the copies. The first file with a given content is not a copy.</summary>
    /// <param name="files">The files, in the order of their paths.</param>
    public static IEnumerable<string> In(IEnumerable<string> files) => files
        .GroupBy(Size)
        .Where(sameSize => sameSize.Count() > 1)
        .SelectMany(sameSize => sameSize.GroupBy(Digest))
        .SelectMany(sameContent => sameContent.Skip(1));

    /// <summary>Returns the size of the decompressed content, modulo 4 GiB.</summary>
    private static uint Size(string path)
    {
        using var file = File.OpenRead(path);
        if (!GzipText.IsGzip(file) || file.Length < GzipTrailerSize)
        {
            return (uint)file.Length;
        }

        file.Seek(-sizeof(uint), SeekOrigin.End);
        using var reader = new BinaryReader(file);
        return reader.ReadUInt32();
    }

    /// <summary>
    /// Returns the digest of the decompressed content. A damaged file has a unique digest, and is reported when it is read.
    /// </summary>
    private static string Digest(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using var content = GzipText.Open(file);
            return Convert.ToHexString(SHA256.HashData(content));
        }
        catch (Exception e) when (e is BillFileException or InvalidDataException)
        {
            return path;
        }
    }
}

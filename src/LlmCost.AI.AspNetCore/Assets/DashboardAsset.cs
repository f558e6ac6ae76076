using System.IO.Compression;
using System.Security.Cryptography;

namespace LlmCost.AI;

/// <summary>A file of the page.</summary>
/// <param name="brotli">The content, compressed with Brotli.</param>
/// <param name="contentType">The media type.</param>
internal sealed class DashboardAsset(byte[] brotli, string contentType)
{
    private readonly Lazy<byte[]> _content = new(() => Decompress(brotli));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(Decompress(brotli)));

    /// <summary>Gets the media type.</summary>
    public string ContentType => contentType;

    /// <summary>Gets the entity tag: a hash of the content, which is the same in all processes.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexString(SHA256.HashData(brotli))[..16]}\"";

    /// <summary>Returns the content in an encoding that the client accepts.</summary>
    /// <param name="accepted">The encodings, as in <c>Accept-Encoding</c>.</param>
    public (byte[] Content, string? Encoding) Encode(IEnumerable<string> accepted)
    {
        var encodings = accepted.Select(encoding => encoding.Split(';'))
            .Where(parts => !IsRefused(parts))
            .Select(parts => parts[0].Trim())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return encodings.Contains("br") ? (brotli, "br")
            : encodings.Contains("gzip") ? (_gzip.Value, "gzip")
            : (_content.Value, null);
    }

    private static bool IsRefused(string[] parts) =>
        parts.Length > 1 && parts[1].Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0";

    private static byte[] Decompress(byte[] brotli)
    {
        using var content = new MemoryStream();
        using (var stream = new BrotliStream(new MemoryStream(brotli), CompressionMode.Decompress))
        {
            stream.CopyTo(content);
        }

        return content.ToArray();
    }

    private static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var stream = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            stream.Write(content);
        }

        return output.ToArray();
    }
}

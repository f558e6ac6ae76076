using System.IO.Compression;
using System.Security.Cryptography;

namespace LlmCost.AI;

/// <summary>A file of the page.</summary>
internal sealed class DashboardAsset(byte[] content, string contentType)
{
    private readonly Lazy<byte[]> _brotli =
        new(() => Compress(content, stream => new BrotliStream(stream, CompressionLevel.SmallestSize)));

    private readonly Lazy<byte[]> _gzip =
        new(() => Compress(content, stream => new GZipStream(stream, CompressionLevel.SmallestSize)));

    /// <summary>Gets the media type.</summary>
    public string ContentType => contentType;

    /// <summary>Gets the entity tag: a hash of the content, which is the same in all processes.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexString(SHA256.HashData(content))[..16]}\"";

    /// <summary>Returns the content in an encoding that the client accepts.</summary>
    /// <param name="accepted">The encodings, as in <c>Accept-Encoding</c>.</param>
    public (byte[] Content, string? Encoding) Encode(IEnumerable<string> accepted)
    {
        var encodings = accepted.Select(encoding => encoding.Split(';'))
            .Where(parts => !IsRefused(parts))
            .Select(parts => parts[0].Trim())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return encodings.Contains("br") ? (_brotli.Value, "br")
            : encodings.Contains("gzip") ? (_gzip.Value, "gzip")
            : (content, null);
    }

    private static bool IsRefused(string[] parts) =>
        parts.Length > 1 && parts[1].Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0";

    private static byte[] Compress(byte[] content, Func<Stream, Stream> create)
    {
        using var output = new MemoryStream();
        using (var stream = create(output))
        {
            stream.Write(content);
        }

        return output.ToArray();
    }
}

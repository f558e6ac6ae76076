using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>A folder with the last good list of each feed, and the changes that people accepted.</summary>
/// <remarks>
/// A list is one file, its state in the first line, so that both are always of the same moment. Files are written beside and then renamed: whoever reads sees the old or
/// the new one, never a half. Several processes may share the folder.
/// </remarks>
internal sealed class PriceFeedStore(string directory)
{
    private const string Extension = ".feed";

    private string AcceptedPath => Path.Combine(directory, "accepted.json");

    /// <summary>All feeds that there is a list of.</summary>
    public IEnumerable<Uri> Feeds => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory, "*" + Extension).Select(path => new Uri(Parse(path, File.ReadAllBytes(path)).State.Url))
        : [];

    /// <summary>When a person last accepted a change.</summary>
    public DateTime AcceptedAt => File.GetLastWriteTimeUtc(AcceptedPath);

    /// <summary>The last good list of a feed, or <see langword="null"/> if there is none.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public (PriceFeedState State, byte[] Content)? Read(Uri feed)
    {
        var path = PathOf(feed);
        return File.Exists(path) ? Parse(path, File.ReadAllBytes(path)) : null;
    }

    /// <summary>Keeps a list.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Write(Uri feed, PriceFeedState state, byte[] content) =>
        Replace(PathOf(feed), [.. JsonSerializer.SerializeToUtf8Bytes(state, PriceFeedStateContext.Default.PriceFeedState), (byte)'\n', .. content]);

    /// <summary>The ids of accepted changes.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public IReadOnlyCollection<string> ReadAccepted()
    {
        try
        {
            return File.Exists(AcceptedPath) ? JsonSerializer.Deserialize(File.ReadAllBytes(AcceptedPath), PriceFeedStateContext.Default.ListString)! : [];
        }
        catch (JsonException e)
        {
            throw new FormatException($"{AcceptedPath}: {e.Message}", e);
        }
    }

    /// <summary>Accepts changes.</summary>
    public void Accept(IEnumerable<string> ids) =>
        Replace(AcceptedPath, JsonSerializer.SerializeToUtf8Bytes([.. ReadAccepted().Union(ids)], PriceFeedStateContext.Default.ListString));

    private static (PriceFeedState State, byte[] Content) Parse(string path, byte[] file)
    {
        var end = file.AsSpan().IndexOf((byte)'\n');
        try
        {
            return end > 0 && JsonSerializer.Deserialize(file.AsSpan(0, end), PriceFeedStateContext.Default.PriceFeedState) is { } state
                ? (state, file[(end + 1)..])
                : throw new FormatException($"{path} is damaged; delete it, and the feed is asked anew.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} is damaged; delete it, and the feed is asked anew. {e.Message}", e);
        }
    }

    private void Replace(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(directory);
        var beside = $"{path}.{Environment.ProcessId}.new";
        using (var file = File.Create(beside))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private string PathOf(Uri feed) => Path.Combine(
        directory, $"{feed.Host}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(feed.AbsoluteUri)))[..12]}{Extension}");
}

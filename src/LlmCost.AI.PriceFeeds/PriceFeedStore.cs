using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Stores the last valid list of each feed and the accepted price changes in a folder.</summary>
/// <remarks>
/// A list and its state are stored in one file, so that they always match. The state is the first line of the file. A file is
/// written under a temporary name and then renamed, so that readers see either the old file or the new file, but never a partial
/// file. Several processes can share the folder.
/// </remarks>
internal sealed class PriceFeedStore(string directory)
{
    private const string Extension = ".feed";

    private string AcceptedPath => Path.Combine(directory, "accepted.json");

    /// <summary>Gets the addresses of all feeds with a saved list.</summary>
    public IEnumerable<Uri> Feeds => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory, "*" + Extension)
            .Select(path => new Uri(Parse(path, File.ReadAllBytes(path)).State.Url))
        : [];

    /// <summary>Gets the time at which a change was last accepted.</summary>
    public DateTime AcceptedAt => File.GetLastWriteTimeUtc(AcceptedPath);

    /// <summary>Returns the last valid list of a feed, or <see langword="null"/> if no list is saved.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public (PriceFeedState State, byte[] Content)? Read(Uri feed)
    {
        var path = PathOf(feed);
        return File.Exists(path) ? Parse(path, File.ReadAllBytes(path)) : null;
    }

    /// <summary>Saves a list and its state.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Write(Uri feed, PriceFeedState state, byte[] content)
    {
        var firstLine = JsonSerializer.SerializeToUtf8Bytes(state, PriceFeedStateContext.Default.PriceFeedState);
        Replace(PathOf(feed), [.. firstLine, (byte)'\n', .. content]);
    }

    /// <summary>Returns the ids of the accepted changes.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public IReadOnlyCollection<string> ReadAccepted()
    {
        try
        {
            return File.Exists(AcceptedPath)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(AcceptedPath), PriceFeedStateContext.Default.ListString)!
                : [];
        }
        catch (JsonException e)
        {
            throw new FormatException($"{AcceptedPath}: {e.Message}", e);
        }
    }

    /// <summary>Adds ids to the accepted changes.</summary>
    public void Accept(IEnumerable<string> ids) => Replace(
        AcceptedPath,
        JsonSerializer.SerializeToUtf8Bytes([.. ReadAccepted().Union(ids)], PriceFeedStateContext.Default.ListString));

    private static (PriceFeedState State, byte[] Content) Parse(string path, byte[] file)
    {
        var end = file.AsSpan().IndexOf((byte)'\n');
        try
        {
            return end > 0
                && JsonSerializer.Deserialize(file.AsSpan(0, end), PriceFeedStateContext.Default.PriceFeedState) is { } state
                ? (state, file[(end + 1)..])
                : throw new FormatException($"{path} is damaged; delete it to download the list again.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} is damaged; delete it to download the list again. {e.Message}", e);
        }
    }

    private void Replace(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(directory);
        var temporary = $"{path}.{Environment.ProcessId}.new";
        using (var file = File.Create(temporary))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private string PathOf(Uri feed)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(feed.AbsoluteUri)))[..12];
        return Path.Combine(directory, $"{feed.Host}-{hash}{Extension}");
    }
}

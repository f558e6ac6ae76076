namespace LlmCost.AI;

/// <summary>Represents a price file with its list in effect, and its time and length at the last check.</summary>
internal sealed class WatchedPriceFile(string path)
{
    private (DateTime Time, long Length) _stamp;

    public string Path => path;

    public PriceList? InForce { get; private set; }

    public IReadOnlyList<HeldPriceChange> Held { get; private set; } = [];

    /// <summary>True if the time or the length of the file has changed since the last call.</summary>
    public bool HasChanged()
    {
        // When Kubernetes updates a mounted configuration, the target of the symbolic link changes, not the link itself.
        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        var stamp = (file.LastWriteTimeUtc, file.Length);
        var changed = stamp != _stamp;
        _stamp = stamp;
        return changed;
    }

    /// <summary>Reads the file and applies all its prices without a review.</summary>
    public void Take(ExchangeRates toUsd)
    {
        _ = HasChanged();
        (InForce, Held) = (Read(toUsd), []);
    }

    /// <summary>Reads the file and applies the changes that the limits allow.</summary>
    public void Review(PriceSettings settings, DateTimeOffset now)
    {
        var reviewed = PriceListReview.Review(Read(settings.ExchangeRates), InForce, below: null, settings.ChangeLimits, now);
        (InForce, Held) = (reviewed.InForce, reviewed.Held);
    }

    private PriceList Read(ExchangeRates toUsd) =>
        PriceListReader.Read(path, File.ReadAllBytes(path), toUsd, new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
}

namespace LlmCost.AI;

/// <summary>A price file, what of it is in force, and how it looked when it was last read.</summary>
internal sealed class WatchedPriceFile(string path)
{
    private (DateTime Time, long Length) _stamp;

    public string Path => path;

    public PriceList? InForce { get; private set; }

    public IReadOnlyList<HeldPriceChange> Held { get; private set; } = [];

    /// <summary>Whether the file looks other than when this was last asked.</summary>
    public bool HasChanged()
    {
        // The target of a link changes, and not the link, when Kubernetes swaps a mounted configuration.
        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        var stamp = (file.LastWriteTimeUtc, file.Length);
        var changed = stamp != _stamp;
        _stamp = stamp;
        return changed;
    }

    /// <summary>Puts all that the file has in force.</summary>
    public void Take(ExchangeRates toUsd)
    {
        _ = HasChanged();
        (InForce, Held) = (Read(toUsd), []);
    }

    /// <summary>Puts in force what the limits allow.</summary>
    public void Review(PriceSettings settings, DateTimeOffset now)
    {
        var reviewed = PriceListReview.Review(Read(settings.ExchangeRates), InForce, below: null, settings.ChangeLimits, now);
        (InForce, Held) = (reviewed.InForce, reviewed.Held);
    }

    private PriceList Read(ExchangeRates toUsd) =>
        PriceListReader.Read(path, File.ReadAllBytes(path), toUsd, new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
}

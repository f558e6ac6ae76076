namespace LlmCost.AI;

/// <summary>Manages the prices of an app: custom prices and price lists, which change while the app runs.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="catalog">The list that is consulted last.</param>
/// <param name="settings">The user's price settings.</param>
internal sealed class PriceBook(PriceList catalog, PriceSettings settings)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<PriceOrigin, PublishedPrices> _published = [];
    private PriceSettings _settings = settings;
    private volatile PriceSnapshot _current = new([catalog], settings);

    /// <summary>Occurs on every update of a price list. Passes its name, the outcome and details for the log.</summary>
    public event Action<string, PriceUpdateOutcome, string>? Updated;

    /// <summary>Gets the prices in effect. A call uses the snapshot from its start.</summary>
    public PriceSnapshot Current => _current;

    /// <summary>Gets the list that is consulted last. New lists are compared with it.</summary>
    public PriceList Catalog => catalog;

    /// <summary>Gets the held price changes.</summary>
    public IReadOnlyList<HeldPriceChange> HeldPriceChanges { get; private set; } = [];

    /// <summary>Applies new settings.</summary>
    public void Apply(PriceSettings newSettings)
    {
        lock (_changing)
        {
            _settings = newSettings;
            _current = new PriceSnapshot(Lists(), newSettings);
        }
    }

    /// <summary>Replaces the price lists of one origin.</summary>
    public void Publish(PriceOrigin origin, PublishedPrices prices)
    {
        lock (_changing)
        {
            _published[origin] = prices;
            HeldPriceChanges = [.. _published.Values.SelectMany(published => published.Held)];
            _current = new PriceSnapshot(Lists(), _settings);
        }
    }

    /// <summary>Raises <see cref="Updated"/> for an update of a price list.</summary>
    public void ReportUpdate(string list, PriceUpdateOutcome outcome, string details) => Updated?.Invoke(list, outcome, details);

    private List<PriceList> Lists() =>
    [
        .. _published.OrderBy(published => published.Key).SelectMany(published => published.Value.Lists),
        catalog,
    ];
}

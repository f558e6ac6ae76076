namespace LlmCost.AI;

/// <summary>The prices of an app: custom prices and price lists, which change while the app runs. Safe on any thread.</summary>
/// <param name="catalog">The list that is consulted last.</param>
/// <param name="settings">What the user configured.</param>
internal sealed class PriceBook(PriceList catalog, PriceSettings settings)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<PriceOrigin, PublishedPrices> _published = [];
    private PriceSettings _settings = settings;
    private volatile PriceSnapshot _current = new([catalog], settings);

    /// <summary>Raised for every update of a price list: its name, how the update went, and details for a log.</summary>
    public event Action<string, PriceUpdateOutcome, string>? Updated;

    /// <summary>The prices in effect. A call keeps the snapshot of its start.</summary>
    public PriceSnapshot Current => _current;

    /// <summary>The list that is consulted last, and that new lists are compared with.</summary>
    public PriceList Catalog => catalog;

    /// <summary>The price changes that wait to be accepted.</summary>
    public IReadOnlyList<HeldPriceChange> HeldPriceChanges { get; private set; } = [];

    /// <summary>Puts other settings into effect.</summary>
    public void Apply(PriceSettings newSettings)
    {
        lock (_changing)
        {
            _settings = newSettings;
            _current = new PriceSnapshot(Lists(), newSettings);
        }
    }

    /// <summary>Puts other price lists of one origin into effect.</summary>
    public void Publish(PriceOrigin origin, PublishedPrices prices)
    {
        lock (_changing)
        {
            _published[origin] = prices;
            HeldPriceChanges = [.. _published.Values.SelectMany(published => published.Held)];
            _current = new PriceSnapshot(Lists(), _settings);
        }
    }

    /// <summary>Reports how an update of a price list went.</summary>
    public void ReportUpdate(string list, PriceUpdateOutcome outcome, string details) => Updated?.Invoke(list, outcome, details);

    private List<PriceList> Lists() =>
    [
        .. _published.OrderBy(published => published.Key).SelectMany(published => published.Value.Lists),
        catalog,
    ];
}

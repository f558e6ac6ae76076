namespace LlmCost.AI;

/// <summary>Manages the prices of an app: custom prices and price lists, which can change while the app runs.</summary>
/// <remarks>
/// <para>
/// <c>services.AddCostMetering()</c> registers the price book. Packages that update prices resolve the price book from the
/// services.
/// </para>
/// <para>All members are thread-safe.</para>
/// </remarks>
public sealed class PriceBook
{
    private readonly Lock _changing = new();
    private readonly List<LivePriceList> _live = [];
    private PublishedPrices _files = new([], []);
    private PriceSettings _settings;
    private volatile PriceSnapshot _current;

    /// <summary>Initializes a new instance of the <see cref="PriceBook"/> class.</summary>
    /// <param name="catalog">The list that is consulted last.</param>
    /// <param name="settings">The user's price settings.</param>
    internal PriceBook(PriceList catalog, PriceSettings settings)
    {
        Catalog = catalog;
        _settings = settings;
        _current = new PriceSnapshot([catalog], settings);
    }

    /// <summary>
    /// Occurs after each update of a price list. The arguments are the name of the list, the outcome, and details for the log.
    /// </summary>
    internal event Action<string, PriceUpdateOutcome, string>? Updated;

    /// <summary>Gets the limits on price changes from the current options.</summary>
    public PriceChangeLimits ChangeLimits => _current.Settings.ChangeLimits;

    /// <summary>The current prices. A call uses the prices that are in effect when it starts.</summary>
    internal PriceSnapshot Current => _current;

    /// <summary>The list that is consulted last. New lists are compared with this list.</summary>
    internal PriceList Catalog { get; }

    /// <summary>The held price changes.</summary>
    internal IReadOnlyList<HeldPriceChange> HeldPriceChanges { get; private set; } = [];

    /// <summary>Adds a price list that is replaced while the app runs.</summary>
    /// <param name="name">The unique name of the list in metrics, records and logs. It must not contain secrets.</param>
    /// <returns>
    /// The list, which is initially empty. It is consulted after custom prices, price files and previously added lists, but
    /// before the catalog.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or blank.</exception>
    public LivePriceList AddList(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        var list = new LivePriceList(this, name);
        lock (_changing)
        {
            _live.Add(list);
        }

        return list;
    }

    /// <summary>Counts and logs an update of a price list, or a failed attempt to update it.</summary>
    /// <param name="name">The name of the list.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="details">
    /// The reason for a failure, without secrets. If <see langword="null"/>, the held changes of the list are logged instead.
    /// </param>
    /// <remarks>
    /// Call this method after the update, so that the new prices are in effect when the update is counted. Exceptions from
    /// loggers and metric listeners do not reach the caller.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public void ReportUpdate(string name, PriceUpdateOutcome outcome, string? details = null)
    {
        ArgumentNullException.ThrowIfNull(name);

        details ??= HeldPrices.Describe([.. HeldPriceChanges.Where(change => change.Source == name)]);
        Updated?.Invoke(name, outcome, details);
    }

    /// <summary>Applies new settings.</summary>
    internal void Apply(PriceSettings settings)
    {
        lock (_changing)
        {
            _settings = settings;
            Refresh();
        }
    }

    /// <summary>Replaces the price lists that come from files.</summary>
    internal void PublishFiles(PublishedPrices prices)
    {
        lock (_changing)
        {
            _files = prices;
            Refresh();
        }
    }

    /// <summary>Applies the prices of the lists that <see cref="AddList"/> has added.</summary>
    internal void PublishLiveLists()
    {
        lock (_changing)
        {
            Refresh();
        }
    }

    private void Refresh()
    {
        HeldPriceChanges = [.. _files.Held, .. _live.SelectMany(list => list.HeldChanges)];
        _current = new PriceSnapshot(
            [.. _files.Lists, .. _live.Select(list => list.InForce).OfType<PriceList>(), Catalog], _settings);
    }
}

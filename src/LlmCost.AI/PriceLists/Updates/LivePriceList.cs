using System.Text.Json;

namespace LlmCost.AI;

/// <summary>
/// A price list that is replaced while the app runs, for example from a network or a database. Price changes that look like
/// mistakes are held until a person accepts them.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="PriceBook.AddList"/> creates an instance. New prices apply to calls that begin after the method that applies the
/// prices has returned. If a method throws, the list does not change.
/// </para>
/// <para>Not thread-safe. However, one thread can change the list while calls on other threads use its prices.</para>
/// </remarks>
public sealed class LivePriceList
{
    private readonly PriceBook _book;
    private PriceList? _newest;
    private IReadOnlyDictionary<(string Provider, string Model), PriceHistory?> _retained =
        new Dictionary<(string Provider, string Model), PriceHistory?>();

    internal LivePriceList(PriceBook book, string name) => (_book, Name) = (book, name);

    /// <summary>Gets the name of the list in metrics, records and logs.</summary>
    public string Name { get; }

    /// <summary>
    /// Gets the time at which the list in effect was last known to be current, or <see langword="null"/> if no list is in effect.
    /// </summary>
    /// <remarks>
    /// A list in the native format contains this time itself. For other formats, it is the time of the last update.
    /// </remarks>
    public DateTimeOffset? AsOf => InForce?.AsOf;

    /// <summary>Gets the held price changes. If a change has no model, the whole list is held.</summary>
    public IReadOnlyList<HeldPriceChange> HeldChanges { get; private set; } = [];

    /// <summary>Gets the previous prices that stay in effect while changes are held. Save them together with the list.</summary>
    public IReadOnlyList<ListedPrice> RetainedPrices =>
        [.. _retained.Select(price => ToListedPrice(price.Key.Provider, price.Key.Model, price.Value))];

    /// <summary>The list in effect, or null until the first list is read.</summary>
    internal PriceList? InForce { get; private set; }

    /// <summary>Reads the prices of a list without applying them.</summary>
    /// <param name="content">The list, in the native format, or in the format of genai-prices or LiteLLM.</param>
    /// <returns>The prices of all models of the list.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">The list is not valid.</exception>
    public IReadOnlyList<ListedPrice> Read(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);

        return
        [
            .. Parse(content, asOf: null).Prices.Entries
                .Select(entry => ToListedPrice(entry.Provider, entry.Prices.Name, entry.Prices)),
        ];
    }

    /// <summary>Applies, without a review, a list that was in effect before the app was restarted.</summary>
    /// <param name="content">The list that was last applied by <see cref="Update"/>.</param>
    /// <param name="asOf">The time at which the list was last known to be current.</param>
    /// <param name="retainedPrices">The <see cref="RetainedPrices"/> that were saved with the list.</param>
    /// <param name="heldChanges">The <see cref="HeldChanges"/> that were saved with the list.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">The list or one of the retained prices is not valid.</exception>
    public void Restore(
        byte[] content,
        DateTimeOffset asOf,
        IReadOnlyList<ListedPrice> retainedPrices,
        IReadOnlyList<HeldPriceChange> heldChanges)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(retainedPrices);
        ArgumentNullException.ThrowIfNull(heldChanges);

        var list = Parse(content, asOf);
        var retained = retainedPrices.ToDictionary(price => (price.Provider, price.Model), ToHistory);
        (_newest, _retained, HeldChanges) = (list, retained, heldChanges);
        InForce = retained.Count is 0 ? list : list with { Prices = new GuardedPriceList(list.Prices, retained) };
        _book.PublishLiveLists();
    }

    /// <summary>Applies a new version of the list, except for the changes that exceed the limits.</summary>
    /// <param name="content">The list, in the native format, or in the format of genai-prices or LiteLLM.</param>
    /// <param name="limits">The limits within which changes take effect without review.</param>
    /// <param name="now">The current time. Only prices that apply at or after this time are compared.</param>
    /// <returns>
    /// <see cref="PriceUpdateOutcome.Unchanged"/> if this version is already in effect,
    /// <see cref="PriceUpdateOutcome.Held"/> if there are <see cref="HeldChanges"/>, and otherwise
    /// <see cref="PriceUpdateOutcome.Applied"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="content"/> or <paramref name="limits"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="FormatException">The list is not valid.</exception>
    public PriceUpdateOutcome Update(byte[] content, PriceChangeLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);

        var list = Parse(content, now);
        if (list.Version == _newest?.Version)
        {
            Confirm(now);
            return PriceUpdateOutcome.Unchanged;
        }

        Apply(list, limits, now);
        return HeldChanges.Count is 0 ? PriceUpdateOutcome.Applied : PriceUpdateOutcome.Held;
    }

    /// <summary>Applies the held changes that have been accepted, or that new limits allow.</summary>
    /// <param name="limits">The limits within which changes take effect without review.</param>
    /// <param name="now">The current time. Only prices that apply at or after this time are compared.</param>
    /// <returns>
    /// True if held changes were reviewed. A list that is held as a whole is not kept in memory. To review such a list, pass it
    /// to <see cref="Update"/> again.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="limits"/> is <see langword="null"/>.</exception>
    public bool Review(PriceChangeLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(limits);

        if (_newest is null || HeldChanges.Count is 0)
        {
            return false;
        }

        Apply(_newest, limits, now);
        return true;
    }

    /// <summary>
    /// Records that the version in effect is still the newest version. If a newer version is held as a whole, it is discarded.
    /// </summary>
    /// <param name="now">The current time.</param>
    public void Confirm(DateTimeOffset now)
    {
        if (_newest is null || InForce is null)
        {
            return;
        }

        HeldChanges = [.. HeldChanges.Where(held => held.Model is not null)];
        (InForce, _newest) = (InForce with { AsOf = now }, _newest with { AsOf = now });
        _book.PublishLiveLists();
    }

    private PriceList Parse(byte[] content, DateTimeOffset? asOf) =>
        PriceListReader.Read(Name, content, _book.Current.Settings.ExchangeRates, asOf);

    private void Apply(PriceList list, PriceChangeLimits limits, DateTimeOffset now)
    {
        var reviewed = PriceListReview.Review(list, InForce, _book.Catalog.Prices, limits, now);
        (InForce, HeldChanges) = (reviewed.InForce, reviewed.Held);
        if (!reviewed.IsHeldWhole)
        {
            (_newest, _retained) = (list, reviewed.Kept);
        }

        _book.PublishLiveLists();
    }

    private static ListedPrice ToListedPrice(string provider, string model, PriceHistory? prices) => new()
    {
        Provider = provider,
        Model = model,
        Prices = prices is null
            ? null
            : JsonSerializer.Serialize(prices.Periods, ListedPriceContext.Default.IReadOnlyListPricePeriod),
    };

    private PriceHistory? ToHistory(ListedPrice price)
    {
        try
        {
            return price.Prices is null
                ? null
                : new PriceHistory(
                    price.Model, JsonSerializer.Deserialize(price.Prices, ListedPriceContext.Default.IReadOnlyListPricePeriod)!);
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"{Name}: the retained price of {price.Provider}/{price.Model} is not valid: {e.Message}", e);
        }
    }
}

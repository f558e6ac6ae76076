namespace LlmCost.AI.CatalogBuilder;

/// <summary>Contains the aliases and prices of one model while the catalog is built.</summary>
internal sealed class CatalogModel(string name, FactSource source, IEnumerable<PricePeriod> periods)
{
    public string Name { get; } = name;

    public FactSource Source { get; } = source;

    public List<string> Aliases { get; } = [];

    public List<PricePeriod> Periods { get; private set; } = [.. periods];

    /// <summary>Gets the page that contains the price, or <see langword="null"/> if it is the page of the whole file.</summary>
    public string? Page { get; init; }

    /// <summary>
    /// Gets the day on which the price was last checked, or <see langword="null"/> if it is the day of the whole file.
    /// </summary>
    public DateOnly? Day { get; init; }

    /// <summary>Returns the price at noon UTC of a day. No current provider has a time-of-day discount at noon.</summary>
    public ModelPrice? At(DateOnly day) =>
        new PriceHistory(Name, Periods).At(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));

    public void ChangePrices(Func<ModelPrice, ModelPrice> change) =>
        Periods = [.. Periods.Select(period => period with { Price = change(period.Price) })];
}

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Contains the aliases and prices of one model while the catalog is built.</summary>
internal sealed class CatalogModel(string name, FactSource source, IEnumerable<PricePeriod> periods)
{
    public string Name { get; } = name;

    public FactSource Source { get; } = source;

    public List<string> Aliases { get; } = [];

    public List<PricePeriod> Periods { get; private set; } = [.. periods];

    /// <summary>
    /// Gets the page that states the prices of the model, or <see langword="null"/> if it is the page of the whole file.
    /// </summary>
    public string? Page { get; init; }

    /// <summary>
    /// Gets the date on which the prices were last checked, or <see langword="null"/> if it is the date of the whole file.
    /// </summary>
    public DateOnly? Day { get; init; }

    /// <summary>Returns the price at noon UTC on a day. No provider currently has a time-of-day discount at noon.</summary>
    public ModelPrice? At(DateOnly day) =>
        new PriceHistory(Name, Periods).At(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));

    public void ChangePrices(Func<ModelPrice, ModelPrice> change) =>
        Periods = [.. Periods.Select(period => period with { Price = change(period.Price) })];
}

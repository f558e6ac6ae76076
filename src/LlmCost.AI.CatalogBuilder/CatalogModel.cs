namespace LlmCost.AI.CatalogBuilder;

/// <summary>A model while its facts are collected.</summary>
internal sealed class CatalogModel(string name, FactSource source, IEnumerable<PricePeriod> periods)
{
    public string Name { get; } = name;

    public FactSource Source { get; } = source;

    public List<string> Aliases { get; } = [];

    public List<PricePeriod> Periods { get; private set; } = [.. periods];

    /// <summary>The page with the price, where it is not that of the file.</summary>
    public string? Page { get; init; }

    /// <summary>The day of the facts, where it is not that of the file.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The price at noon of a day, when no time-of-day discount of today's providers holds.</summary>
    public ModelPrice? At(DateOnly day) =>
        new PriceHistory(Name, Periods).At(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));

    public void ChangePrices(Func<ModelPrice, ModelPrice> change) =>
        Periods = [.. Periods.Select(period => period with { Price = change(period.Price) })];
}

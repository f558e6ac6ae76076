namespace LlmCost.AI;

/// <summary>Represents a model in a price list on disk.</summary>
internal sealed class PriceFileModel
{
    /// <summary>Gets the aliases of the model. Names of dated snapshots are optional.</summary>
    public IReadOnlyList<string> Aliases { get => field ?? []; init; }

    /// <summary>
    /// Gets the page or list that contains these prices, or <see langword="null"/> to use the source in the file header.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>
    /// Gets the date on which these prices were last checked, or <see langword="null"/> to use the date in the file header.
    /// </summary>
    public DateOnly? Checked { get; init; }

    /// <summary>Gets the prices over time, in ascending order.</summary>
    public required IReadOnlyList<PriceFilePeriod> Prices { get; init; }

    /// <summary>Converts the prices to the types with which the library calculates.</summary>
    public IReadOnlyList<PricePeriod> ToPeriods() => [.. Prices.Select(period => period.ToPeriod())];
}

namespace LlmCost.AI;

/// <summary>A model in a price list on disk.</summary>
internal sealed class PriceFileModel
{
    /// <summary>Other names of the model. The names of dated snapshots need not be listed.</summary>
    public IReadOnlyList<string> Aliases { get => field ?? []; init; }

    /// <summary>The page or list with these prices, where it is not that of the file.</summary>
    public string? Source { get; init; }

    /// <summary>The day on which these facts were last checked, where it is not that of the file.</summary>
    public DateOnly? Checked { get; init; }

    /// <summary>The prices over time, in ascending order.</summary>
    public required IReadOnlyList<PriceFilePeriod> Prices { get; init; }

    /// <summary>Returns the prices as the library calculates with them.</summary>
    public IReadOnlyList<PricePeriod> ToPeriods() => [.. Prices.Select(period => period.ToPeriod())];
}

namespace LlmCost.AI;

/// <summary>Selects what to forecast.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostForecastOptions
{
    /// <summary>
    /// Gets the fields by which the calls are grouped, such as <c>feature</c>. Each group is forecast separately. By default, the
    /// list is empty, and all calls are forecast together.
    /// </summary>
    /// <remarks>Fields that contain a time, a unit or a price are not allowed.</remarks>
    public IReadOnlyList<LedgerField> By { get; init; } = [];

    /// <summary>Gets the filters, all of which apply. The default is empty.</summary>
    public IReadOnlyList<LedgerFilter> Filters { get; init; } = [];

    /// <summary>
    /// Gets the time of the forecast. Later calls are ignored, so a past time shows what the forecast would have been. The
    /// default is <see langword="null"/>: now.
    /// </summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// Gets the number of days of history that the forecast uses, from 28 to 730. The default is 91 (13 weeks).
    /// </summary>
    public int HistoryDays { get; init; } = 91;

    /// <summary>
    /// Gets the monthly budget for all selected calls together, in USD. The default is <see langword="null"/>: no budget.
    /// </summary>
    public decimal? Budget { get; init; }

    /// <summary>
    /// Gets a function that receives the values of a group and returns the monthly budget of the group in USD, or
    /// <see langword="null"/> if the group has no budget.
    /// </summary>
    public Func<IReadOnlyList<string?>, decimal?>? BudgetOf { get; init; }

    /// <summary>
    /// Gets the expected growth by feature, as a factor of its future cost: 1.3 is 30 % more. If a group contains several
    /// features, each factor is weighted by the feature's share of the cost of the group in the last four weeks. The default is
    /// empty.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> Growth { get; init; } = new Dictionary<string, decimal>();

    /// <summary>
    /// Gets the meter whose price lists (catalog, custom prices, files and feeds) may contain prices that start later in the
    /// month. The calls of the last seven days are priced at the prices of each coming day, and the forecast changes in
    /// proportion. The default is <see langword="null"/>: the forecast assumes that prices do not change.
    /// </summary>
    public CostMeter? Meter { get; init; }
}

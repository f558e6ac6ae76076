namespace LlmCost.AI;

/// <summary>The forecast of all calls, or of the calls with the same values of <see cref="CostForecastOptions.By"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record SeriesForecast
{
    /// <summary>
    /// Gets the values of the fields in <see cref="CostForecastOptions.By"/>, in the same order; a missing value is
    /// <see langword="null"/>. The list is empty for the forecast of all calls.
    /// </summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>
    /// Gets the whole days on which the forecast is based, from the first day with calls to yesterday. Today and the first day of
    /// the ledger are left out, because they are incomplete.
    /// </summary>
    public required IReadOnlyList<ForecastHistoryDay> History { get; init; }

    /// <summary>Gets the actual cost of the month until the time of the forecast, in USD.</summary>
    public required decimal Spent { get; init; }

    /// <summary>
    /// Gets the cost of the whole month: <see cref="Spent"/> plus the forecast of the rest. It is <see langword="null"/> if there
    /// is too little history.
    /// </summary>
    public required ForecastRange? MonthEnd { get; init; }

    /// <summary>Gets the days from today to the end of the month. The list is empty if there is too little history.</summary>
    public required IReadOnlyList<ForecastDay> Days { get; init; }

    /// <summary>Gets the method of the forecast.</summary>
    public required ForecastMethod Method { get; init; }

    /// <summary>
    /// Gets a value indicating whether Holt-Winters forecast the logarithm of the cost, because weeks that cost more also vary
    /// more.
    /// </summary>
    public required bool IsLogarithmic { get; init; }

    /// <summary>Gets the comparison of the methods. The list is empty if the history is too short for a comparison.</summary>
    public required IReadOnlyList<ForecastBacktest> Backtests { get; init; }

    /// <summary>
    /// Gets the result of <see cref="Method"/> in the comparison, or <see langword="null"/> if the methods were not compared.
    /// </summary>
    public ForecastBacktest? Backtest => Backtests.FirstOrDefault(one => one.Method == Method);

    /// <summary>Gets the growth factor of the coming days, from <see cref="CostForecastOptions.Growth"/>.</summary>
    public required decimal Growth { get; init; }

    /// <summary>Gets the forecast in relation to the budget, or <see langword="null"/> if there is no budget.</summary>
    public required BudgetForecast? Budget { get; init; }

    /// <summary>Gets notes on the forecast, such as too little history or incomplete days, as English sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

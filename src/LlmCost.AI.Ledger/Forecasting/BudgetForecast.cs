namespace LlmCost.AI;

/// <summary>A forecast in relation to a monthly budget.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BudgetForecast
{
    /// <summary>Gets the budget of the month, in USD.</summary>
    public required decimal Amount { get; init; }

    /// <summary>
    /// Gets the probability that the month costs more than the budget, from 0 to 1, or <see langword="null"/> if there is too
    /// little history.
    /// </summary>
    public required double? ChanceOfExceeding { get; init; }

    /// <summary>
    /// Gets the day on which the budget was or will be used up according to the center of the forecast, or <see langword="null"/>
    /// if it lasts for the month or there is no forecast.
    /// </summary>
    public required DateOnly? ExhaustedOn { get; init; }

    /// <summary>
    /// Gets the amount that each day until the end of the month may cost without exceeding the budget, in USD. It is 0 if the
    /// budget is used up.
    /// </summary>
    public required decimal HeadroomPerDay { get; init; }
}

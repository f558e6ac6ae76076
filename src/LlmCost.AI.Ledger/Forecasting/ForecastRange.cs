namespace LlmCost.AI;

/// <summary>A forecast amount and its 80 % range, in USD.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record ForecastRange
{
    /// <summary>
    /// Gets the amount that is exceeded with a probability of 90 %, or <see langword="null"/> if there is too little history.
    /// </summary>
    public decimal? P10 { get; init; }

    /// <summary>Gets the amount that is exceeded with a probability of 50 %.</summary>
    public required decimal P50 { get; init; }

    /// <summary>
    /// Gets the amount that is exceeded with a probability of 10 %, or <see langword="null"/> if there is too little history.
    /// </summary>
    public decimal? P90 { get; init; }
}

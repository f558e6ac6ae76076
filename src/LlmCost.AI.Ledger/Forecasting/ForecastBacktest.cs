namespace LlmCost.AI;

/// <summary>
/// The accuracy of a method: forecasts up to 14 days ahead from several past days, compared with the actual costs.
/// </summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record ForecastBacktest
{
    /// <summary>Gets the method.</summary>
    public required ForecastMethod Method { get; init; }

    /// <summary>Gets the number of origins: days from which the following 14 days were forecast.</summary>
    public required int Origins { get; init; }

    /// <summary>
    /// Gets the mean absolute scaled error: the mean error divided by the mean change from one week to the next. A value less
    /// than 1 is better than a repetition of the last week. The value is <see langword="null"/> if the history repeats exactly
    /// every week but the forecasts differ from it.
    /// </summary>
    public required double? Mase { get; init; }

    /// <summary>Gets the share of the forecast days whose actual cost was within the 80 % range.</summary>
    public required double Coverage { get; init; }
}

namespace LlmCost.AI;

/// <summary>
/// The accuracy of a method, measured by forecasting the last days of a history from several days, up to 14 days ahead.
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
    /// than 1 is better than a repetition of the last week. The value is <see langword="null"/> if all weeks of the history are
    /// equal, but the forecast differed from them.
    /// </summary>
    public required double? Mase { get; init; }

    /// <summary>Gets the share of the forecast days whose actual cost was within the 80 % range.</summary>
    public required double Coverage { get; init; }
}

namespace LlmCost.AI;

/// <summary>
/// How well a method would have forecast the last days of a history: from several origins, up to 14 days ahead.
/// </summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record ForecastBacktest
{
    /// <summary>Gets the method.</summary>
    public required ForecastMethod Method { get; init; }

    /// <summary>Gets the number of days from which the following 14 days were forecast.</summary>
    public required int Origins { get; init; }

    /// <summary>
    /// Gets the mean absolute scaled error: the mean error divided by the mean change from one week to the next. Less than 1 is
    /// better than repeating the last week would have been. It is <see langword="null"/> if all weeks of the history are equal
    /// and the forecast was not.
    /// </summary>
    public required double? Mase { get; init; }

    /// <summary>Gets the share of the days whose cost was within their range of 80 %.</summary>
    public required double Coverage { get; init; }
}

namespace LlmCost.AI;

/// <summary>The methods of a forecast, from the simplest to the most complex.</summary>
public enum ForecastMethod
{
    /// <summary>There is too little history for a forecast.</summary>
    None,

    /// <summary>Each day costs as much as the same day of the last week.</summary>
    SeasonalNaive,

    /// <summary>Each day costs as much as the mean of the last seven days.</summary>
    WeekPace,

    /// <summary>A level, a trend that fades, and an effect of each day of the week: damped additive Holt-Winters.</summary>
    HoltWinters,

    /// <summary>The median of the other methods.</summary>
    Median,
}

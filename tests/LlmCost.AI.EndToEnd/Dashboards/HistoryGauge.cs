namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A gauge of a replica.</summary>
/// <param name="name">The name of the metric.</param>
/// <param name="labels">All labels.</param>
/// <param name="replica">The replica.</param>
/// <param name="from">The time at which the gauge starts, on the hour.</param>
/// <param name="to">The time at which the gauge ends: on the hour, or the end of the history.</param>
/// <param name="value">Returns the value at a time.</param>
internal sealed class HistoryGauge(
    string name, IReadOnlyDictionary<string, string> labels, Replica replica, DateTimeOffset from, DateTimeOffset to,
    Func<DateTimeOffset, double> value)
    : IHistorySeries
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Labels => labels;

    /// <inheritdoc/>
    public void Write(OpenMetricsWriter writer)
    {
        writer.Begin(name, labels);
        for (var hour = HistoryClock.HourOf(from); HistoryClock.TimeOf(hour) < to; hour++)
        {
            foreach (var minute in HistoryClock.Minutes(hour, HistoryClock.FineFrom))
            {
                var time = HistoryClock.TimeOf(hour).AddMinutes(minute);
                if (!replica.IsSilentAt(time))
                {
                    writer.Write(time.ToUnixTimeSeconds(), value(time));
                }
            }
        }
    }
}

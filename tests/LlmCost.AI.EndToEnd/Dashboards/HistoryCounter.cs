namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// A counter of a replica. It grows evenly within each hour, so that Prometheus' extrapolation over whole hours is exact.
/// </summary>
/// <param name="name">The name of the metric.</param>
/// <param name="labels">All labels except the instance.</param>
/// <param name="replica">The replica. The counter restarts at zero with each of its processes.</param>
/// <param name="amounts">
/// The growth in each hour of the history. The history ends within the last hour, so only a part of that hour's growth applies.
/// </param>
/// <param name="begin">The time at which the counter starts, on the hour.</param>
/// <param name="fineFrom">The time from which the counter has a sample every minute.</param>
internal sealed class HistoryCounter(
    string name, IReadOnlyDictionary<string, string> labels, Replica replica, decimal[] amounts, DateTimeOffset begin,
    DateTimeOffset fineFrom) : IHistorySeries
{
    private const decimal MinutesInHour = 60;
    private const decimal MillisecondsInHour = 3_600_000;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Labels => labels;

    /// <summary>Returns the growth between two times, exact for whole minutes.</summary>
    public decimal Between(DateTimeOffset from, DateTimeOffset to)
    {
        (from, to) = (from > begin ? from : begin, to < HistoryClock.End ? to : HistoryClock.End);
        var sum = 0m;
        for (var time = from; time < to;)
        {
            var hour = HistoryClock.HourOf(time);
            var next = HistoryClock.TimeOf(hour + 1) < to ? HistoryClock.TimeOf(hour + 1) : to;
            sum += amounts[hour] * (decimal)(next - time).TotalMinutes / MinutesInHour;
            time = next;
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Write(OpenMetricsWriter writer)
    {
        string? instance = null;
        foreach (var life in replica.Lives.Where(life => life.To > begin))
        {
            var from = life.From > begin ? life.From : begin;
            writer.Begin(name, labels.Append(new("instance", life.Instance)));
            if (life.Instance != instance)
            {
                writer.Write(from.ToUnixTimeSeconds(), 0);
            }

            Write(writer, from, life.To);
            instance = life.Instance;
        }
    }

    private void Write(OpenMetricsWriter writer, DateTimeOffset from, DateTimeOffset to)
    {
        var total = 0m;
        for (var hour = HistoryClock.HourOf(from); HistoryClock.TimeOf(hour) < to; hour++)
        {
            var start = HistoryClock.TimeOf(hour);

            // A range excludes the sample at its start. Without an additional sample a millisecond later, Prometheus would
            // extrapolate the first minute of a day from the whole day.
            if (start.Hour == 0)
            {
                writer.WriteMillisecondAfter(start.ToUnixTimeSeconds(), (double)(total + (amounts[hour] / MillisecondsInHour)));
            }

            foreach (var minute in HistoryClock.Minutes(hour, fineFrom))
            {
                var time = start.AddMinutes(minute);
                if (!replica.IsSilentAt(time))
                {
                    writer.Write(time.ToUnixTimeSeconds(), (double)(total + (amounts[hour] * minute / MinutesInHour)));
                }
            }

            total += amounts[hour];
        }
    }
}

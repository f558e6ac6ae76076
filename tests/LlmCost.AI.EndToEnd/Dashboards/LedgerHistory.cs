namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// Ledgers of the virtual history: one file for each replica in production. The ledgers of one service are forwarded.
/// </summary>
internal static class LedgerHistory
{
    /// <summary>The number of records that are dropped in the hour of the burst.</summary>
    public const decimal Dropped = 120;

    private const string Prefix = "llmcost_ledger_";
    private const double BytesPerHour = 250_000;

    private static readonly decimal[] s_secondBounds = [0.001m, 0.005m, 0.01m, 0.05m, 0.1m, 0.5m, 1, 5, 30];

    /// <summary>Returns the counters of a ledger.</summary>
    /// <param name="replica">The replica that writes the ledger.</param>
    /// <param name="calls">The calls of each hour.</param>
    /// <param name="burst">The hour in which more calls arrive than can be written, if any.</param>
    public static IEnumerable<HistoryCounter> Counters(Replica replica, decimal[] calls, DateTimeOffset? burst = null)
    {
        Func<int, decimal> dropped = hour => HistoryClock.TimeOf(hour) == burst ? Dropped : 0;
        return
        [
            VirtualHistory.Rare(replica, $"{Prefix}records_total", hour => calls[hour] - dropped(hour)),
            .. burst is null
                ? Array.Empty<HistoryCounter>()
                : [VirtualHistory.Rare(replica, $"{Prefix}dropped_total", dropped, ($"{Prefix}reason", "queue_full"))],
            .. VirtualHistory.Histogram(
                replica, $"{Prefix}commit_duration_seconds", s_secondBounds, hour => calls[hour], mean: 0.004m),
        ];
    }

    /// <summary>Returns the gauges of the state of a ledger.</summary>
    /// <param name="replica">The replica that writes the ledger.</param>
    /// <param name="isForwarded">True if the ledger is forwarded.</param>
    /// <param name="burst">The hour in which more calls arrive than can be written, if any.</param>
    public static IEnumerable<HistoryGauge> Gauges(Replica replica, bool isForwarded, DateTimeOffset? burst = null)
    {
        foreach (var life in replica.Instances)
        {
            yield return Gauge(life, "queue_length", usually: 2, inBurst: 16_384);
            yield return Gauge(life, "lag_seconds", usually: 0.05, inBurst: 14);
            if (isForwarded)
            {
                yield return Gauge(life, "forward_lag_seconds", usually: 1.5, inBurst: 25);
            }

            yield return VirtualHistory.Gauge(
                replica, life, $"{Prefix}file_size_bytes", time => BytesPerHour * (1 + (time - HistoryClock.Start).TotalHours));
        }

        HistoryGauge Gauge(Life life, string name, double usually, double inBurst) => VirtualHistory.Gauge(
            replica, life, $"{Prefix}{name}", time => time > burst && time <= burst.Value.AddMinutes(5) ? inBurst : usually);
    }
}

using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>Records the results that rules would have recorded if they had always run.</summary>
/// <remarks>
/// <c>promtool tsdb create-blocks-from rules</c> is not used for two reasons. It evaluates each group at an offset within the
/// minute, so no evaluation is exactly on the hour. It also resolves <c>end()</c> to the end of the whole query instead of the
/// time of each evaluation.
/// </remarks>
internal static partial class RuleBackfill
{
    private static readonly TimeSpan s_coarse = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_fine = TimeSpan.FromMinutes(1);

    /// <summary>Sorts rules into rounds, so that each rule reads only the results of earlier rounds.</summary>
    public static IReadOnlyList<IReadOnlyList<RecordingRule>> ToRounds(IReadOnlyList<RecordingRule> rules)
    {
        var names = rules.Select(rule => rule.Name).ToHashSet();
        var rounds = new List<IReadOnlyList<RecordingRule>>();
        for (var open = rules.ToList(); open.Count > 0;)
        {
            var unknown = open.Select(rule => rule.Name).ToHashSet();
            var round = open.Where(rule => !Name().Matches(rule.Query).Any(name => unknown.Contains(name.Value))).ToList();
            rounds.Add(round.Count > 0 ? round : throw new InvalidOperationException(
                $"These rules depend on each other: {string.Join(", ", unknown)}"));
            open.RemoveAll(round.Contains);
        }

        return rounds;
    }

    /// <summary>Evaluates a rule over the whole history.</summary>
    public static async Task WriteAsync(
        RecordingRule rule, PrometheusApi prometheus, OpenMetricsWriter writer, CancellationToken cancellationToken)
    {
        foreach (var (start, end, step) in Ranges(rule.Query))
        {
            foreach (var series in await prometheus.QueryRangeAsync(rule.Query, start, end, step, cancellationToken))
            {
                var labels = new SortedDictionary<string, string>(
                    series.Labels.Where(label => label.Key != "__name__").ToDictionary(), StringComparer.Ordinal);
                foreach (var (name, value) in rule.Labels)
                {
                    labels[name] = value;
                }

                writer.Begin(rule.Name, labels);
                foreach (var (time, value) in series.Points)
                {
                    writer.Write(time, value);
                }
            }
        }
    }

    /// <summary>Writes the series <c>ALERTS</c> for the periods in which an alert would have fired.</summary>
    public static async Task WriteAsync(
        AlertingRule alert, PrometheusApi prometheus, OpenMetricsWriter writer, CancellationToken cancellationToken)
    {
        foreach (var (start, end, step) in Ranges(alert.Query))
        {
            foreach (var series in await prometheus.QueryRangeAsync(alert.Query, start, end, step, cancellationToken))
            {
                var labels = new SortedDictionary<string, string>(
                    series.Labels.Where(label => label.Key != "__name__").Concat(alert.Labels).ToDictionary(),
                    StringComparer.Ordinal)
                {
                    ["alertname"] = alert.Name,
                    ["alertstate"] = "firing",
                };
                writer.Begin("ALERTS", labels);
                foreach (var time in Firing(series, step, alert.For))
                {
                    writer.Write(time, 1);
                }
            }
        }
    }

    /// <summary>Returns the times at which an alert's condition has been true for the required time without a gap.</summary>
    private static IEnumerable<long> Firing(RangeSample series, TimeSpan step, TimeSpan duration)
    {
        var (since, last) = (0L, 0L);
        foreach (var (time, _) in series.Points)
        {
            if (time - last > (long)step.TotalSeconds)
            {
                since = time;
            }

            last = time;
            if (time - since >= (long)duration.TotalSeconds)
            {
                yield return time;
            }
        }
    }

    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End, TimeSpan Step)> Ranges(string query)
    {
        (DateTimeOffset Start, DateTimeOffset End, TimeSpan Step)[] all =
        [
            (HistoryClock.Start, HistoryClock.FineFrom - s_coarse, s_coarse), (HistoryClock.FineFrom, HistoryClock.End, s_fine),
        ];

        // In a rule, the modifier @ end() refers to the evaluation time. In a range query, it refers to the end of the range.
        // Queries with this modifier are therefore split into ranges of an hour, within which their values are constant.
        return query.Contains("end()", StringComparison.Ordinal) ? all.SelectMany(Hourly) : all;
    }

    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End, TimeSpan Step)> Hourly(
        (DateTimeOffset Start, DateTimeOffset End, TimeSpan Step) range)
    {
        for (var start = range.Start; start <= range.End; start = start.AddHours(1))
        {
            var end = start.AddHours(1) - range.Step;
            yield return (start, end < range.End ? end : range.End, range.Step);
        }
    }

    [GeneratedRegex("[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Name();
}

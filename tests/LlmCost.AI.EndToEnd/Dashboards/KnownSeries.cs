using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// The metrics that a dashboard may use: emitted metrics, metrics that the rules of <c>otel/rules</c> record, and Prometheus' own
/// metrics.
/// </summary>
internal sealed class KnownSeries
{
    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> _emitted;
    private readonly Dictionary<string, IReadOnlySet<string>> _recorded;

    private KnownSeries(
        IReadOnlyDictionary<string, IReadOnlySet<string>> emitted, Dictionary<string, IReadOnlySet<string>> recorded) =>
        (_emitted, _recorded) = (emitted, recorded);

    /// <summary>Reads the recorded metrics.</summary>
    public static async Task<KnownSeries> GetAsync(
        EmittedSeries emitted, PrometheusApi history, CancellationToken cancellationToken)
    {
        var recorded = await history.QueryAtAsync(
            """last_over_time({__name__=~".+:.+"}[36d])""", HistoryClock.End, cancellationToken);
        var labels = recorded.GroupBy(series => series["__name__"]).ToDictionary(
            metric => metric.Key, IReadOnlySet<string> (metric) => metric.SelectMany(series => series.Labels.Keys).ToHashSet());

        // Prometheus creates this series for each pending or firing alert.
        labels["ALERTS"] = new HashSet<string> { "alertname", "alertstate", "severity", "job" };
        return new KnownSeries(emitted.Labels, labels);
    }

    /// <summary>Describes the unknown names in a query.</summary>
    public IEnumerable<string> FaultsOf(QueryNames query)
    {
        foreach (var metric in query.Metrics.Where(metric => LabelsOf(metric) is null))
        {
            yield return $"there is no metric {metric}";
        }

        foreach (var (metric, label)
            in query.Selected.Where(selected => LabelsOf(selected.Metric)?.Contains(selected.Label) is false))
        {
            yield return $"{metric} has no label {label}";
        }

        var all = query.Metrics.SelectMany(metric => LabelsOf(metric) ?? new HashSet<string>()).ToHashSet();
        foreach (var label in query.Grouped.Where(label => !all.Contains(label)))
        {
            yield return $"none of {string.Join(", ", query.Metrics)} has a label {label}";
        }
    }

    private IReadOnlySet<string>? LabelsOf(string metric) =>
        _emitted.GetValueOrDefault(metric) ?? _recorded.GetValueOrDefault(metric);
}

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A series of the virtual history.</summary>
internal interface IHistorySeries
{
    /// <summary>Gets the name of the metric in Prometheus.</summary>
    string Name { get; }

    /// <summary>Gets the labels. The label <c>instance</c> may be missing, because it changes over time.</summary>
    IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>Writes all samples in order of time.</summary>
    void Write(OpenMetricsWriter writer);
}

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A series of the virtual history.</summary>
internal interface IHistorySeries
{
    /// <summary>The name of the metric, as Prometheus has it.</summary>
    string Name { get; }

    /// <summary>Its labels; <c>instance</c> may be missing, which changes in time.</summary>
    IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>Writes all its samples in the order of time.</summary>
    void Write(OpenMetricsWriter writer);
}

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A panel's Prometheus query, with variables.</summary>
/// <param name="RefId">The letter of the query.</param>
/// <param name="Expression">The query.</param>
/// <param name="IsInstant">True if the query is evaluated only at the end of the range instead of at each step.</param>
internal sealed record PanelQuery(string RefId, string Expression, bool IsInstant);

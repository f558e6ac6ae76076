namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>What a panel asks Prometheus, with variables in it.</summary>
/// <param name="RefId">Its letter.</param>
/// <param name="Expression">The query.</param>
/// <param name="IsInstant">Whether it is asked at the end of the range, instead of at each step.</param>
internal sealed record PanelQuery(string RefId, string Expression, bool IsInstant);

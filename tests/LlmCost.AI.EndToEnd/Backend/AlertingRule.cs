namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>An alert that Prometheus has loaded.</summary>
/// <param name="Name">The name of the alert.</param>
/// <param name="Query">The condition of the alert.</param>
/// <param name="For">The time for which the condition must be true before the alert fires.</param>
/// <param name="Labels">The labels that the alert adds.</param>
internal sealed record AlertingRule(string Name, string Query, TimeSpan For, IReadOnlyDictionary<string, string> Labels);

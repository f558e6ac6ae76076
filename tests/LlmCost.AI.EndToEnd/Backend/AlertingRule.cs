namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>An alert that Prometheus has loaded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Query">The condition under which it is active.</param>
/// <param name="For">The time that the condition has to hold before the alert fires.</param>
/// <param name="Labels">The labels that it adds.</param>
internal sealed record AlertingRule(string Name, string Query, TimeSpan For, IReadOnlyDictionary<string, string> Labels);

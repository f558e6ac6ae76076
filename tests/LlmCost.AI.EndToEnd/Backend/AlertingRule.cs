namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>An alert as Prometheus has loaded it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Query">What is so when it is active.</param>
/// <param name="For">How long it has to be so before it fires.</param>
/// <param name="Labels">The labels that it adds.</param>
internal sealed record AlertingRule(string Name, string Query, TimeSpan For, IReadOnlyDictionary<string, string> Labels);

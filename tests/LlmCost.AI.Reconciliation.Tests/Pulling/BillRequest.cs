namespace LlmCost.AI.Reconciliation.Tests.Pulling;

/// <summary>A request that a <see cref="BillServer"/> has received.</summary>
internal sealed record BillRequest(string Address, IReadOnlyDictionary<string, string> Headers, string Body);

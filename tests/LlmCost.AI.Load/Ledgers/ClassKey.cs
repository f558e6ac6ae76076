namespace LlmCost.AI.Load.Ledgers;

/// <summary>Identifies a series of <c>llmcost.usage.tokens</c> and <c>llmcost.usage.cost</c> by its labels.</summary>
internal sealed record ClassKey(
    string Provider, string RequestModel, string ResponseModel, string Feature, string UsageSource, string TokenClass);

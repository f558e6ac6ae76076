namespace LlmCost.AI.Load.Ledgers;

/// <summary>What tells the series of <c>llmcost.usage.tokens</c> and <c>llmcost.usage.cost</c> apart, by the values of their labels.</summary>
internal sealed record ClassKey(
    string Provider, string RequestModel, string ResponseModel, string Feature, string UsageSource, string TokenClass);

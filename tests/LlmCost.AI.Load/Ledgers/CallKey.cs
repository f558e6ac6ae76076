namespace LlmCost.AI.Load.Ledgers;

/// <summary>What tells the series of <c>llmcost.calls</c> apart, by the values of their labels.</summary>
internal sealed record CallKey(
    string Provider, string RequestModel, string ResponseModel, string Feature, string UsageSource, string ErrorType);

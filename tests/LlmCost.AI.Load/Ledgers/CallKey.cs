namespace LlmCost.AI.Load.Ledgers;

/// <summary>Identifies a series of <c>llmcost.calls</c> by its labels.</summary>
internal sealed record CallKey(
    string Provider, string RequestModel, string ResponseModel, string Feature, string UsageSource, string ErrorType);

using LlmCost.AI;

namespace Quickstart;

/// <summary>Calls that a summary keeps together.</summary>
/// <param name="Provider">Who answered, in OpenTelemetry's names.</param>
/// <param name="RequestModel">The model or deployment that was asked for.</param>
/// <param name="ResponseModel">The model that answered, or null where the call failed before.</param>
/// <param name="Feature">The feature that made the call.</param>
/// <param name="Source">Whether the provider reported the tokens.</param>
internal sealed record CallGroup(string Provider, string RequestModel, string? ResponseModel, string Feature, UsageSource Source);

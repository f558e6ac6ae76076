using LlmCost.AI;

namespace Quickstart;

/// <summary>Identifies a group of calls in a summary.</summary>
/// <param name="Provider">The provider name of the OpenTelemetry conventions.</param>
/// <param name="RequestModel">The requested model or deployment.</param>
/// <param name="ResponseModel">The model that responded, or null if the call failed without a response.</param>
/// <param name="Feature">The feature that made the call.</param>
/// <param name="Source">The source of the token counts.</param>
internal sealed record CallGroup(string Provider, string RequestModel, string? ResponseModel, string Feature, UsageSource Source);

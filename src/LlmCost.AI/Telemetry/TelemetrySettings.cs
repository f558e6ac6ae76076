using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>The telemetry options in effect: an immutable snapshot.</summary>
/// <param name="MetricTags">The tags that become attributes of metrics.</param>
/// <param name="MaxTagValues">The number of values that an attribute may have.</param>
/// <param name="RecordLogLevel">The level of the log record of a call.</param>
/// <param name="SemanticConventions">The standard metrics to emit.</param>
internal sealed record TelemetrySettings(
    string[] MetricTags, int MaxTagValues, LogLevel RecordLogLevel, GenAIMetricConventions SemanticConventions);

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A process of a replica from start to end. The counters of the process start at zero.</summary>
/// <param name="Instance">The label <c>instance</c>.</param>
/// <param name="Version">The version of the service.</param>
/// <param name="From">The start, on the hour.</param>
/// <param name="To">The end: on the hour, or the end of the history.</param>
internal sealed record Life(string Instance, string Version, DateTimeOffset From, DateTimeOffset To);

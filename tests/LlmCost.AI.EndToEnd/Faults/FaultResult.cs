namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>A row of the printed matrix.</summary>
/// <param name="Fault">The name of the fault.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="Lost">The number of calls that are missing from Prometheus.</param>
/// <param name="Rate">The calls per second.</param>
/// <param name="ExtraMicrosecondsP99">
/// The latency that metering added to a call (99th percentile), in microseconds, or <see langword="null"/> for a killed app.
/// </param>
/// <param name="PeakWorkingSet">The peak memory of the app, in bytes.</param>
internal sealed record FaultResult(
    string Fault, long Calls, long Lost, double Rate, double? ExtraMicrosecondsP99, long PeakWorkingSet);

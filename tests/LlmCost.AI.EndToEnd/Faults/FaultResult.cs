namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>A row of the printed matrix.</summary>
/// <param name="Fault">What went wrong.</param>
/// <param name="Calls">How many calls were made.</param>
/// <param name="Lost">How many of them Prometheus does not know.</param>
/// <param name="Rate">How many calls were made a second.</param>
/// <param name="ExtraMicrosecondsP99">What metering added to 99 of 100 calls at most; unknown of an app that was killed.</param>
/// <param name="PeakWorkingSet">The most memory that the app ever had, in bytes.</param>
internal sealed record FaultResult(
    string Fault, long Calls, long Lost, double Rate, double? ExtraMicrosecondsP99, long PeakWorkingSet);

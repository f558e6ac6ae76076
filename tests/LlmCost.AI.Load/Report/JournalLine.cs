using LlmCost.AI.Load.Ledgers;

namespace LlmCost.AI.Load.Report;

/// <summary>How things stand while the app runs.</summary>
/// <param name="Seconds">Since the app's start.</param>
/// <param name="Exports">How many collections of the metrics have begun. What the first line of a number has in its totals is in that collection already.</param>
/// <param name="IsInMetrics">Whether all of the totals was in the metrics already, and not held because its series are new.</param>
/// <param name="Totals">What has been metered.</param>
/// <param name="WorkingSet">The memory of the process, in bytes.</param>
/// <param name="HeapAfterFullGc">What is alive, in bytes, where it was just looked at.</param>
internal sealed record JournalLine(double Seconds, long Exports, bool IsInMetrics, LedgerTotals Totals, long WorkingSet, long? HeapAfterFullGc);

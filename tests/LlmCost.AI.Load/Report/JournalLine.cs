using LlmCost.AI.Load.Ledgers;

namespace LlmCost.AI.Load.Report;

/// <summary>Represents the state of the running app.</summary>
/// <param name="Seconds">The time since the start of the app, in seconds.</param>
/// <param name="Exports">
/// The number of metric collections that have started. The first line with a given number contains the totals that the collection
/// with this number exports.
/// </param>
/// <param name="IsInMetrics">
/// True if the metrics contain all of the totals. False while measurements of new series are held back.
/// </param>
/// <param name="Totals">The totals of metered calls.</param>
/// <param name="Ledger">The state of the ledger on disk.</param>
/// <param name="WorkingSet">The memory of the process, in bytes.</param>
/// <param name="HeapAfterFullGc">The size of the heap in bytes, or null if it was not measured.</param>
internal sealed record JournalLine(
    double Seconds,
    long Exports,
    bool IsInMetrics,
    LedgerTotals Totals,
    LedgerStatus Ledger,
    long WorkingSet,
    long? HeapAfterFullGc);

namespace LlmCost.AI;

/// <summary>The reasons why calls are missing from a ledger.</summary>
public enum LedgerGapReason
{
    /// <summary>The reason is unknown.</summary>
    Unknown,

    /// <summary>Calls were made faster than they could be written, and the queue was full.</summary>
    QueueFull,

    /// <summary>The disk was full, or the file had reached <see cref="LedgerOptions.MaxFileBytes"/>.</summary>
    DiskFull,

    /// <summary>The file could not be written for another reason.</summary>
    WriteFailed,

    /// <summary>
    /// The record arrived after the raw records of its day had been deleted, or it was deleted before it was forwarded.
    /// </summary>
    TooOld,
}

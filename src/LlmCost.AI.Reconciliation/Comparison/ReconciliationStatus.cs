namespace LlmCost.AI;

/// <summary>How the bill and the ledger compare.</summary>
public enum ReconciliationStatus
{
    /// <summary>The bill or the ledger is not final for these days. They are not part of the totals.</summary>
    Pending = 0,

    /// <summary>There is no bill from the provider. It is not part of the totals.</summary>
    NoBill,

    /// <summary>
    /// The amounts are equal, but for differences of at most 1e-9 USD, since some bills are written as doubles.
    /// </summary>
    Matched,

    /// <summary>The amounts differ by no more than the tolerance, in either direction.</summary>
    WithinTolerance,

    /// <summary>The quantities differ, and explain most of the difference.</summary>
    Quantity,

    /// <summary>The prices differ, and explain most of the difference.</summary>
    Price,

    /// <summary>The ledger has the quantity, and no price for it.</summary>
    Unpriced,

    /// <summary>Only the bill has it.</summary>
    BillOnly,

    /// <summary>Only the ledger has it.</summary>
    LedgerOnly,
}

namespace LlmCost.AI;

/// <summary>The results of comparing the bill with the ledger.</summary>
public enum ReconciliationStatus
{
    /// <summary>The bill or the ledger is not final for these days. They are not part of the totals.</summary>
    Pending = 0,

    /// <summary>There is no bill from the provider. Its costs are not part of the totals.</summary>
    NoBill,

    /// <summary>
    /// The amounts are equal. Differences of at most 1e-9 USD are ignored, because some bills contain floating-point numbers.
    /// </summary>
    Matched,

    /// <summary>The amounts differ by no more than the tolerance, in either direction.</summary>
    WithinTolerance,

    /// <summary>The amounts differ, mostly because the quantities differ.</summary>
    Quantity,

    /// <summary>The amounts differ, mostly because the prices differ.</summary>
    Price,

    /// <summary>The ledger has the quantity, but no price for it.</summary>
    Unpriced,

    /// <summary>Only the bill has the usage.</summary>
    BillOnly,

    /// <summary>Only the ledger has the usage.</summary>
    LedgerOnly,
}

namespace LlmCost.AI;

/// <summary>The kinds of rows in the allocation of an invoice.</summary>
public enum AllocationPart
{
    /// <summary>The cost in the ledger for one value of the field, such as a feature or a tenant.</summary>
    Metered = 0,

    /// <summary>
    /// The billed usage minus the cost in the ledger. It is negative if the cost in the ledger is higher than on the bill.
    /// </summary>
    Unmetered,

    /// <summary>Taxes, fees, commitments, rounding, and lines of an unknown kind.</summary>
    FeesAndTaxes,

    /// <summary>Credits and refunds.</summary>
    Credits,
}

namespace LlmCost.AI;

/// <summary>The kinds of rows in the allocation of an invoice.</summary>
public enum AllocationPart
{
    /// <summary>The cost in the ledger for a feature, tenant or other value.</summary>
    Metered = 0,

    /// <summary>The billed usage minus the cost in the ledger. Negative if the ledger has a higher cost than the bill.</summary>
    Unmetered,

    /// <summary>Taxes, fees, commitments, rounding, and lines of an unknown kind.</summary>
    FeesAndTaxes,

    /// <summary>Credits and refunds.</summary>
    Credits,
}

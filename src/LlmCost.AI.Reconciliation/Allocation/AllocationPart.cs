namespace LlmCost.AI;

/// <summary>The part of an invoice that a row is.</summary>
public enum AllocationPart
{
    /// <summary>What the ledger has for a feature, tenant or other value.</summary>
    Metered = 0,

    /// <summary>Billed usage less what the ledger has. Negative if the ledger has more than is billed.</summary>
    Unmetered,

    /// <summary>Taxes, fees, commitments, rounding, and lines of a kind that is not known.</summary>
    FeesAndTaxes,

    /// <summary>Credits and refunds.</summary>
    Credits,
}

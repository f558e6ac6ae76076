namespace LlmCost.AI;

/// <summary>The kinds of charges on a bill. Only <see cref="Usage"/> is compared with the ledger.</summary>
public enum BillLineKind
{
    /// <summary>
    /// The bill does not state the kind of charge, or states an unknown kind. The line is listed and is part of the invoice.
    /// </summary>
    Unknown = 0,

    /// <summary>Usage.</summary>
    Usage,

    /// <summary>A tax.</summary>
    Tax,

    /// <summary>A credit, which reduces the invoice. Its amount is negative.</summary>
    Credit,

    /// <summary>A refund of an earlier charge. Its amount is negative.</summary>
    Refund,

    /// <summary>A fee, for example for a support plan or a marketplace.</summary>
    Fee,

    /// <summary>A commitment, such as reserved or provisioned capacity.</summary>
    Commitment,

    /// <summary>An amount that only rounds the invoice.</summary>
    Rounding,
}

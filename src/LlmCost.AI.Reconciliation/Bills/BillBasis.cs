namespace LlmCost.AI;

/// <summary>The kinds of sources from which bill lines are read.</summary>
public enum BillBasis
{
    /// <summary>The kind of source is unknown. Its lines are not compared.</summary>
    Unknown = 0,

    /// <summary>A report of usage: quantities and requests, without amounts.</summary>
    Usage,

    /// <summary>A report of costs: amounts, which may still change.</summary>
    Cost,

    /// <summary>An invoice, or the export from which an invoice is created.</summary>
    Invoice,
}

namespace LlmCost.AI;

/// <summary>Specifies the outcome of an update of a price list.</summary>
public enum PriceUpdateOutcome
{
    /// <summary>The list has not changed.</summary>
    Unchanged,

    /// <summary>The whole new list is in effect.</summary>
    Applied,

    /// <summary>Either the new list is in effect except for held changes, or it is held as a whole.</summary>
    Held,

    /// <summary>The new list is not valid. The previous list stays in effect.</summary>
    Invalid,

    /// <summary>
    /// The new list fails verification by hash or signature and is not parsed. The previous list stays in effect.
    /// </summary>
    Untrusted,

    /// <summary>The list can't be retrieved. The previous list stays in effect.</summary>
    Unavailable,
}

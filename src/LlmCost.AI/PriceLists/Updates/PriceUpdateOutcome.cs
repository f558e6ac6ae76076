namespace LlmCost.AI;

/// <summary>How an update of a price list went.</summary>
internal enum PriceUpdateOutcome
{
    /// <summary>There was nothing new.</summary>
    Unchanged,

    /// <summary>All of the new list is in force.</summary>
    Applied,

    /// <summary>The new list is in force but for changes that wait for a person, or waits whole.</summary>
    Held,

    /// <summary>The new list is not valid. The old one stays.</summary>
    Invalid,

    /// <summary>The new list is not the one that was pinned, or not signed as it must be; nothing of it was read. The old one stays.</summary>
    Untrusted,

    /// <summary>There was no list to be had. The old one stays.</summary>
    Unavailable,
}

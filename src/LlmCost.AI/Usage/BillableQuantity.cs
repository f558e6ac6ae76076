namespace LlmCost.AI;

/// <summary>A quantity of something that is billed in addition to tokens, or instead of them.</summary>
public readonly record struct BillableQuantity
{
    /// <summary>Gets what was used.</summary>
    public required BillableUnit Unit { get; init; }

    /// <summary>Gets how much was used, in the unit's own measure; zero or more.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>
    /// Gets what was used of the unit, where prices distinguish it, such as the size or quality of images or the context of a
    /// search; otherwise <see langword="null"/>.
    /// </summary>
    public string? Kind { get; init; }
}

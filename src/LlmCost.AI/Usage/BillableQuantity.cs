namespace LlmCost.AI;

/// <summary>A non-token quantity that is billed in addition to tokens, or instead of them.</summary>
public readonly record struct BillableQuantity
{
    /// <summary>Gets the unit.</summary>
    public required BillableUnit Unit { get; init; }

    /// <summary>Gets the number of units; zero or more.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>
    /// Gets the kind of the unit if prices distinguish kinds, such as the size or quality of images or the context size of a
    /// search; otherwise <see langword="null"/>.
    /// </summary>
    public string? Kind { get; init; }
}

namespace LlmCost.AI;

/// <summary>A quantity of one unit that a call used: tokens of one kind, or a non-token quantity.</summary>
/// <remarks>
/// The usage of a call can be stored as a list of unit quantities and read back without loss; see <see cref="UsageUnits"/>.
/// Instances are immutable and thread-safe.
/// </remarks>
public readonly record struct UnitQuantity
{
    /// <summary>
    /// Gets the name of the unit, as in <see cref="Charge.Unit"/>: <c>input</c>, <c>output_reasoning</c>, <c>web_search</c>,
    /// ….
    /// </summary>
    public required string Unit { get; init; }

    /// <summary>
    /// Gets the kind of the unit, such as the size and quality of images, or <see langword="null"/> if prices do not distinguish
    /// kinds.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>Gets the amount; zero or more.</summary>
    public required decimal Quantity { get; init; }
}

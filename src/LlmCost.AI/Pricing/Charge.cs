namespace LlmCost.AI;

/// <summary>A charge of a call: a quantity of one billed unit at one price.</summary>
/// <remarks>
/// The <see cref="Cost"/> of all charges of a call adds up to <see cref="CostBreakdown.Total"/> exactly, in any order. A token
/// class can combine several prices; a charge never does. For example, cache writes for five minutes and for one hour are two
/// charges, and so are the parts of a prompt below and above the threshold of a marginal price. Instances are immutable and
/// thread-safe.
/// </remarks>
public sealed record Charge
{
    /// <summary>
    /// The unit of a charge that no known price explains: an amount that the provider reported or that results from rounding. Its
    /// quantity is 1.
    /// </summary>
    public const string UnallocatedUnit = "unallocated";

    /// <summary>
    /// Gets the unit. Token units include <c>input</c>, <c>input_cache_read</c>, <c>input_cache_write</c>,
    /// <c>input_cache_write_1h</c>, <c>output</c> and <c>output_reasoning</c>. Other units include <c>request</c>, <c>image</c>
    /// and <c>web_search</c> (see <see cref="BillableUnit"/>), and <see cref="UnallocatedUnit"/>.
    /// </summary>
    public required string Unit { get; init; }

    /// <summary>
    /// Gets the kind of the unit, such as the size and quality of images, or <see langword="null"/> if prices do not distinguish
    /// kinds.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>
    /// Gets the model of the charge, if it is not the model of the call: an additional model that the response used, such as an
    /// advisor or an image generator.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>Gets the part of the cost to which the charge belongs.</summary>
    public CostDirection Direction { get; init; }

    /// <summary>Gets the number of units.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>
    /// Gets the price for <see cref="Per"/> units, in USD, before discounts and rounding. Factors for tiers, regions and speed
    /// are included.
    /// </summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Gets the number of units that <see cref="UnitPrice"/> is for: 1,000,000 for tokens.</summary>
    public required decimal Per { get; init; }

    /// <summary>
    /// Gets the cost, in USD, after discounts and rounding, and after adjustment to a cost that the provider reported.
    /// </summary>
    public required decimal Cost { get; init; }

    /// <summary>
    /// Gets <see cref="Quantity"/> × <see cref="UnitPrice"/> ÷ <see cref="Per"/>, in USD. The amount is 0 if no price explains
    /// the charge, and <see langword="null"/> if the price of the call is unknown or its deployment is billed hourly.
    /// </summary>
    public required decimal? ListCost { get; init; }
}

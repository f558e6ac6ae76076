namespace LlmCost.AI;

/// <summary>Represents a <see cref="FeeRate"/> in configuration: the price of something other than tokens.</summary>
public sealed class FeeRateOptions
{
    /// <summary>Gets or sets the unit that is charged, such as <see cref="BillableUnit.Image"/>. Required.</summary>
    public BillableUnit? Unit { get; set; }

    /// <summary>Gets or sets the price of <see cref="Per"/> units, from 0 to 1,000,000. Required.</summary>
    public decimal? Amount { get; set; }

    /// <summary>
    /// Gets or sets the number of units to which the price applies, such as 1,000 searches or 3,600 seconds. Default: 1.
    /// </summary>
    public decimal Per { get; set; } = 1;

    /// <summary>Gets or sets the kind of the unit, such as the size and quality of images. Default: any kind.</summary>
    public string? Kind { get; set; }

    /// <summary>Gets or sets the part of the cost to which the fee belongs. Default: neither input nor output.</summary>
    public CostDirection Direction { get; set; }

    internal FeeRate ToFee() => new()
    {
        Unit = Unit.GetValueOrDefault(),
        Amount = Amount.GetValueOrDefault(),
        Per = Per,
        Kind = Kind,
        Direction = Direction,
    };
}

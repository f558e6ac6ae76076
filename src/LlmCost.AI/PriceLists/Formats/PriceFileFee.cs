namespace LlmCost.AI;

/// <summary>
/// Represents a fee in a price list on disk. Unlike <see cref="FeeRate"/>, this type keeps the default values of properties that
/// the JSON omits.
/// </summary>
internal sealed class PriceFileFee
{
    public required BillableUnit Unit { get; set; }

    public required decimal Amount { get; set; }

    public decimal Per { get; set; } = 1;

    public string? Kind { get; set; }

    public CostDirection Direction { get; set; }

    public static PriceFileFee Create(FeeRate fee) =>
        new() { Unit = fee.Unit, Amount = fee.Amount, Per = fee.Per, Kind = fee.Kind, Direction = fee.Direction };

    public FeeRate ToFee() => new() { Unit = Unit, Amount = Amount, Per = Per, Kind = Kind, Direction = Direction };
}

namespace LlmCost.AI;

/// <summary>A line of the bill of a call.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class ChargeAnswer
{
    public required string Unit { get; init; }

    public required string? Kind { get; init; }

    public required string? Model { get; init; }

    public required string Quantity { get; init; }

    public required string UnitPrice { get; init; }

    public required string Per { get; init; }

    public required string? ListUsd { get; init; }

    public required string Usd { get; init; }
}

namespace LlmCost.AI;

/// <summary>The cost of the same tokens on another model.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class OtherModelAnswer
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required string Usd { get; init; }

    public required string Low { get; init; }

    public required string High { get; init; }

    public required bool IsPartial { get; init; }
}

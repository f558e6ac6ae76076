namespace LlmCost.AI;

/// <summary>The cost of the same tokens on another model.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class OtherModelAnswer
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required decimal Usd { get; init; }

    public required decimal Low { get; init; }

    public required decimal High { get; init; }

    public required bool IsPartial { get; init; }
}

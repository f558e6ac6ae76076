namespace LlmCost.AI;

/// <summary>The price list that was used.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class PriceListAnswer
{
    public required string? Name { get; init; }

    public required string? Version { get; init; }

    public required string? FallbackProvider { get; init; }
}

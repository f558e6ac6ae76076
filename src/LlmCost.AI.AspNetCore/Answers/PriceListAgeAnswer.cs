namespace LlmCost.AI;

/// <summary>The age of a price list.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class PriceListAgeAnswer
{
    public required string Name { get; init; }

    public required double? AgeDays { get; init; }
}

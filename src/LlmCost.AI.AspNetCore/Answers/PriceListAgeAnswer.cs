namespace LlmCost.AI;

/// <summary>The age of a price list.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class PriceListAgeAnswer
{
    public required string Name { get; init; }

    public required double? AgeDays { get; init; }
}

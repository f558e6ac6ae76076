namespace LlmCost.AI;

/// <summary>A model without a price.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class UnpricedModelAnswer
{
    public required string? Provider { get; init; }

    public required string? Model { get; init; }

    public required string Reason { get; init; }

    public required long Calls { get; init; }

    public required long Tokens { get; init; }

    public required string? Json { get; init; }
}

namespace LlmCost.AI;

/// <summary>The usage of one inference within a call. Each inference is priced separately.</summary>
/// <param name="Model">The model, or <see langword="null"/> for the model of the call.</param>
/// <param name="Usage">The disjoint token counts.</param>
/// <param name="Quantities">The non-token quantities.</param>
internal sealed record UsagePart(string? Model, TokenUsage Usage, IReadOnlyList<BillableQuantity> Quantities)
{
    /// <summary>Gets the ids of the containers that count as code interpreter sessions.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];
}

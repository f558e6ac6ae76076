namespace LlmCost.AI;

/// <summary>A model that a price list has prices of. Immutable; safe on any thread.</summary>
public sealed record CatalogModel
{
    /// <summary>Gets the provider, in OpenTelemetry's names.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the name of the model; <c>*</c> is every model of the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Gets other names of the model, in lower case. The names of dated snapshots need not be among them.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

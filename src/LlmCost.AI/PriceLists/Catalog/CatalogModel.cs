namespace LlmCost.AI;

/// <summary>Represents a model with prices in a price list.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record CatalogModel
{
    /// <summary>Gets the OpenTelemetry name of the provider.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the name of the model. <c>*</c> stands for every model of the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the aliases of the model, in lower case. Names of dated snapshots can be missing.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

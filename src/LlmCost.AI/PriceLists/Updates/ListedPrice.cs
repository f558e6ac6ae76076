namespace LlmCost.AI;

/// <summary>
/// Represents the prices of one model in a <see cref="LivePriceList"/>, in a form that can be saved and compared.
/// </summary>
public sealed record ListedPrice
{
    /// <summary>Gets the provider in the list.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the model in the list.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// Gets the prices over time as JSON, or <see langword="null"/> if the list has no price for the model, so that the model is
    /// looked up in the lists that follow.
    /// </summary>
    /// <remarks>
    /// Equal prices have equal JSON. Store the JSON unchanged, because its format depends on the version of the package.
    /// </remarks>
    public required string? Prices { get; init; }
}

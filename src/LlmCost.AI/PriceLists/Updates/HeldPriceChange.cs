namespace LlmCost.AI;

/// <summary>
/// Represents a price change that looks like a mistake and is held until a person accepts it. The previous price stays in effect
/// until then.
/// </summary>
public sealed record HeldPriceChange
{
    /// <summary>
    /// Gets the id of the change. To accept the change, add the id to <see cref="CostMeteringOptions.AcceptedPriceChanges"/>.
    /// </summary>
    /// <remarks>The id depends on the new price, so a further change of the price has a different id.</remarks>
    public required string Id { get; init; }

    /// <summary>Gets the path of the price file, or the name of the feed.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the provider in the list, or <see langword="null"/> if the whole list is held.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the model in the list, or <see langword="null"/> if the whole list is held.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the reason why the change is held, in English.</summary>
    public required string Reason { get; init; }
}

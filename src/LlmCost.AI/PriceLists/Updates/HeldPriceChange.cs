namespace LlmCost.AI;

/// <summary>
/// A price change that looks like a mistake and is held until someone accepts it. The previous price stays in effect until then.
/// </summary>
public sealed record HeldPriceChange
{
    /// <summary>
    /// Gets the id that <see cref="CostMeteringOptions.AcceptedPriceChanges"/> must contain to accept the change. It identifies
    /// the new price too: a further change has another id.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Gets the file of the price list, or the name of its feed.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the provider in that list, or <see langword="null"/> where the whole list is held.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the model in that list, or <see langword="null"/> where the whole list is held.</summary>
    public string? Model { get; init; }

    /// <summary>Gets what is odd about the change, in English.</summary>
    public required string Reason { get; init; }
}

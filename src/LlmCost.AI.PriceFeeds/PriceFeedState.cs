namespace LlmCost.AI;

/// <summary>Represents the state of a feed that is saved with its last valid list.</summary>
internal sealed record PriceFeedState
{
    public required string Url { get; init; }

    public string? ETag { get; init; }

    /// <summary>Gets the time at which the server last confirmed that the list is current.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Gets the previous prices of the models with held price changes.</summary>
    public required IReadOnlyList<RetainedPrice> Kept { get; init; }

    /// <summary>Gets the signature of the list, or <see langword="null"/> if signatures are not required.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>
    /// Gets the earlier signed lists that contain the prices in <see cref="Kept"/>. The property is set only if signatures are
    /// required.
    /// </summary>
    /// <remarks>The signatures of these lists prove that the retained prices were published.</remarks>
    public IReadOnlyList<SignedPriceList>? Earlier { get; init; }

    /// <summary>Gets the held changes.</summary>
    public required IReadOnlyList<HeldPriceChange> Held { get; init; }
}

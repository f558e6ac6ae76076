namespace LlmCost.AI;

/// <summary>What is known of the last good list of a feed.</summary>
internal sealed record PriceFeedState
{
    public required string Url { get; init; }

    public string? ETag { get; init; }

    /// <summary>When the feed last said that the list is current.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The older prices of the models whose change is held.</summary>
    public required IReadOnlyList<RetainedPrice> Kept { get; init; }

    /// <summary>The signature of the list, where one was asked for.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>The earlier lists that <see cref="Kept"/> comes from, where signatures are asked for: they prove its prices as their own signatures prove them.</summary>
    public IReadOnlyList<SignedPriceList>? Earlier { get; init; }

    /// <summary>The held changes.</summary>
    public required IReadOnlyList<HeldPriceChange> Held { get; init; }
}

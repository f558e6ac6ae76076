namespace LlmCost.AI;

/// <summary>What is known of the last good list of a feed.</summary>
internal sealed record PriceFeedState
{
    public required string Url { get; init; }

    public string? ETag { get; init; }

    /// <summary>When the feed last said that the list is current.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The older prices of the models whose change is held.</summary>
    public required IReadOnlyList<KeptPrice> Kept { get; init; }

    /// <summary>The held changes.</summary>
    public required IReadOnlyList<HeldPriceChange> Held { get; init; }
}

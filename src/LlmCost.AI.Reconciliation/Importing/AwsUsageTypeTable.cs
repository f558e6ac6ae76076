namespace LlmCost.AI;

/// <summary>The content of <c>aws-usage-types.json</c>.</summary>
internal sealed record AwsUsageTypeTable
{
    /// <summary>The regions, by prefixes such as <c>USE1</c>.</summary>
    public required Dictionary<string, string> Regions { get; init; }

    /// <summary>The model ids, by names such as <c>Claude4.6Sonnet</c>.</summary>
    public required Dictionary<string, string> Models { get; init; }

    /// <summary>The model ids, by the names of products in the marketplace.</summary>
    public required Dictionary<string, string> Products { get; init; }

    /// <summary>The units, by endings such as <c>-input-tokens</c>.</summary>
    public required Dictionary<string, string> Units { get; init; }

    /// <summary>The service tiers, by suffixes such as <c>-batch</c>.</summary>
    public required Dictionary<string, string> Tiers { get; init; }

    /// <summary>The regions, by suffixes such as <c>-cross-region-global</c>.</summary>
    public required Dictionary<string, string> CrossRegions { get; init; }
}

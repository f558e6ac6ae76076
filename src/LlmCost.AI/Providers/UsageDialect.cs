namespace LlmCost.AI;

/// <summary>
/// The way in which a client fills <see cref="Microsoft.Extensions.AI.UsageDetails"/>. By default, as documented, cached tokens
/// are part of the input, reasoning is part of the output, and the counts in a stream are added up.
/// </summary>
/// <param name="ExclusiveCounts">
/// The counts that the client reports separately, although they are documented as parts of the input or output count.
/// </param>
/// <param name="Merge">The way in which several usage reports in one streamed response are combined.</param>
/// <param name="HasTotal">
/// True if the total comes from the provider. A total that the client computes cannot reveal errors in other counts.
/// </param>
internal sealed record UsageDialect(
    ExclusiveCounts ExclusiveCounts = ExclusiveCounts.None,
    UsageMerge Merge = UsageMerge.Sum,
    bool HasTotal = true)
{
    /// <summary>The behavior that Microsoft.Extensions.AI documents.</summary>
    public static UsageDialect Documented { get; } = new();
}

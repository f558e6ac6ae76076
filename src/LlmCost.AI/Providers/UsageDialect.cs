namespace LlmCost.AI;

/// <summary>
/// How a client fills <see cref="Microsoft.Extensions.AI.UsageDetails"/>, where it differs from their documentation: cached
/// tokens are part of the input, reasoning is part of the output, and each usage of a stream is a part of the whole.
/// </summary>
/// <param name="ExclusiveCounts">The parts that the client does not include in the count that should contain them.</param>
/// <param name="Merge">What several usages of one streamed response mean.</param>
/// <param name="HasTotal">
/// True if the total comes from the provider; a total that the client adds up itself proves nothing.
/// </param>
internal sealed record UsageDialect(
    ExclusiveCounts ExclusiveCounts = ExclusiveCounts.None,
    UsageMerge Merge = UsageMerge.Sum,
    bool HasTotal = true)
{
    /// <summary>What Microsoft.Extensions.AI documents.</summary>
    public static UsageDialect Documented { get; } = new();
}

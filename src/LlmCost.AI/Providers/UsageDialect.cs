namespace LlmCost.AI;

/// <summary>
/// How the clients of one provider fill <see cref="Microsoft.Extensions.AI.UsageDetails"/>, where they differ from its
/// documentation.
/// </summary>
/// <param name="ExclusiveCounts">The parts that this client reports beside the whole that should hold them.</param>
/// <param name="Combination">What several reported usages of one streamed response mean.</param>
/// <param name="HasTotal">Whether the total comes from the provider; one that the client adds up itself checks nothing.</param>
internal sealed record UsageDialect(
    ExclusiveCounts ExclusiveCounts = ExclusiveCounts.None,
    UsageMerge Combination = UsageMerge.Sum,
    bool HasTotal = true)
{
    /// <summary>
    /// Microsoft.Extensions.AI's own contract: cached within input, reasoning within output, each usage a delta.
    /// </summary>
    private static readonly UsageDialect s_contract = new();

    /// <summary>
    /// Chat completions: usage comes once, in the last chunk, but some compatible servers repeat a running total in every chunk.
    /// </summary>
    private static readonly UsageDialect s_openAI = new(Combination: UsageMerge.Last);

    /// <summary>xAI's chat completions have reported reasoning beside the completion tokens.</summary>
    private static readonly UsageDialect s_xAI = new(ExclusiveCounts.Reasoning, UsageMerge.Last);

    /// <summary>
    /// The official client merges the counts of a stream's first and last event; others pass both on, where the later has grown.
    /// </summary>
    private static readonly UsageDialect s_anthropic = new(Combination: UsageMerge.Maximum, HasTotal: false);

    /// <summary>Gemini's candidates exclude thoughts, and its chunks repeat a running total.</summary>
    private static readonly UsageDialect s_google = new(ExclusiveCounts.Reasoning, UsageMerge.Last);

    /// <summary>Converse reports the uncached remainder as input.</summary>
    private static readonly UsageDialect s_bedrock = new(ExclusiveCounts.Cache);

    /// <summary>Chooses the dialect.</summary>
    /// <param name="adapterName">
    /// The name that the client gives itself: all OpenAI-compatible endpoints come as <c>openai</c>.
    /// </param>
    /// <param name="providerName">Who really answers, in OpenTelemetry's names.</param>
    public static UsageDialect For(string? adapterName, string? providerName) => providerName switch
    {
        ProviderNames.XAI => s_xAI,
        ProviderNames.Anthropic => s_anthropic,
        ProviderNames.GcpGenAI => s_google,
        ProviderNames.AwsBedrock => s_bedrock,
        _ => adapterName == ProviderNames.OpenAI ? s_openAI : s_contract,
    };
}

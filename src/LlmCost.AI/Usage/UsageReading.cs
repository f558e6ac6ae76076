using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The facts that an <see cref="IUsageReader"/> found in a response or in one update of a stream.</summary>
/// <remarks>
/// If there are token counts, start with <see cref="FromJson"/>, <see cref="Whole"/>, <see cref="Started"/>,
/// <see cref="Completed"/> or <see cref="Disjoint"/>; otherwise, start with <c>new UsageReading()</c>. Add other facts in a
/// <c>with</c> expression.
/// </remarks>
public readonly record struct UsageReading
{
    /// <summary>
    /// The key in <see cref="UsageDetails.AdditionalCounts"/> for the input tokens written to the prompt cache. Anthropic's
    /// client uses the same key.
    /// </summary>
    public const string CacheWriteTokensKey = "CacheCreationInputTokens";

    /// <summary>
    /// The key in <see cref="UsageDetails.AdditionalCounts"/> for the part of the cache writes whose lifetime is one hour, in
    /// tokens.
    /// </summary>
    public const string CacheWriteOneHourTokensKey = "CacheCreation.Ephemeral1hInputTokens";

    /// <summary>Gets the part of the response's usage that <see cref="Details"/> or <see cref="Usage"/> contains.</summary>
    public UsageStage Stage { get; private init; }

    /// <summary>
    /// Gets the counts as reported by the provider, or <see langword="null"/> if the reading has no counts in this form.
    /// </summary>
    public UsageDetails? Details { get; private init; }

    /// <summary>Gets the disjoint counts, or <see langword="null"/> if the reading has no counts in this form.</summary>
    public TokenUsage? Usage { get; private init; }

    /// <summary>
    /// Gets the service tier that the provider reports, as named by the provider (<c>default</c>, <c>flex</c>, <c>priority</c>,
    /// <c>batch</c>, …), or <see langword="null"/> if it reports none. This tier determines the price; the requested tier does
    /// not.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// Gets the region or data residency that the provider reports, such as <c>us</c> or <c>eu</c>, or <see langword="null"/> if
    /// it reports none. Some prices depend on it.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// Gets the speed that the provider reports, such as <c>fast</c>, or <see langword="null"/> if it reports none. Some prices
    /// depend on it.
    /// </summary>
    public string? Speed { get; init; }

    /// <summary>
    /// Gets the non-token usage, such as searches, or <see langword="null"/> if it is unknown. In a streamed response, the latest
    /// value applies.
    /// </summary>
    public IReadOnlyList<BillableQuantity>? Quantities { get; init; }

    /// <summary>
    /// Gets the cost of this response that the provider reports, in USD, from zero to 1,000,000, or <see langword="null"/> if it
    /// reports none. It takes precedence over a computed cost. In a streamed response, the latest value applies.
    /// </summary>
    public decimal? ReportedCost { get; init; }

    /// <summary>Gets the JSON that the provider sent, or <see langword="null"/> if the reading has none.</summary>
    public JsonElement? Json { get; private init; }

    /// <summary>Creates a reading from the JSON that the provider sent.</summary>
    /// <param name="json">
    /// A response, an event of a streamed response, or a usage object. The format is detected automatically. The supported
    /// formats are Chat Completions, Responses, embeddings, images, transcriptions and realtime events of OpenAI and compatible
    /// servers, Anthropic's Messages, Gemini's <c>generateContent</c>, Bedrock's <c>Converse</c>, Cohere and Ollama. Prompts and
    /// generated content are ignored and can be left out. The element must stay valid until the reading has been returned.
    /// </param>
    /// <returns>
    /// The reading. Its counts take precedence over all other counts. Counts that the library doesn't know make the cost a lower
    /// bound.
    /// </returns>
    public static UsageReading FromJson(JsonElement json) => new() { Stage = UsageStage.Json, Json = json };

    /// <summary>Creates a reading of the complete usage of a response, as the provider reports it.</summary>
    /// <param name="details">
    /// The counts, which may overlap in the same way as the counts of the provider's client. They take precedence over the
    /// client's counts. In a streamed response, the latest reading applies.
    /// </param>
    /// <returns>The reading.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="details"/> is <see langword="null"/>.</exception>
    public static UsageReading Whole(UsageDetails details) => Of(UsageStage.Whole, details);

    /// <summary>
    /// Creates a reading of the usage at the start of a stream: the input that is billed even if the stream breaks off. If no
    /// <see cref="Completed"/> follows, these counts are used, and the output is estimated from the received text.
    /// </summary>
    /// <param name="details">The counts, as for <see cref="Whole"/>. The output is ignored.</param>
    /// <returns>The reading.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="details"/> is <see langword="null"/>.</exception>
    public static UsageReading Started(UsageDetails details) => Of(UsageStage.Started, details);

    /// <summary>Creates a reading of the usage at the end of a stream.</summary>
    /// <param name="details">The counts, as for <see cref="Whole"/>. Missing counts are taken from <see cref="Started"/>.</param>
    /// <returns>The reading.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="details"/> is <see langword="null"/>.</exception>
    public static UsageReading Completed(UsageDetails details) => Of(UsageStage.Completed, details);

    /// <summary>Creates a reading of the complete usage of a response, as counts that do not overlap.</summary>
    /// <param name="usage">
    /// The counts. They take precedence over all other counts. In a streamed response, they are running totals: the largest count
    /// of each kind applies.
    /// </param>
    /// <returns>The reading.</returns>
    public static UsageReading Disjoint(in TokenUsage usage) => new() { Stage = UsageStage.Whole, Usage = usage };

    private static UsageReading Of(UsageStage stage, UsageDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return new UsageReading { Stage = stage, Details = details };
    }
}

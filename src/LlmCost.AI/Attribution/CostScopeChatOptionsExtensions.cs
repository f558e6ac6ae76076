using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Attribution of one call through its options.</summary>
public static class CostScopeChatOptionsExtensions
{
    /// <summary>Sets the feature and tags of the calls with these options.</summary>
    /// <param name="options">The options of the call. They are changed.</param>
    /// <param name="feature">The feature; <see langword="null"/> keeps that of the <see cref="CostScope"/> around it.</param>
    /// <param name="tags">Further tags; they win over those of the <see cref="CostScope"/> around the call.</param>
    /// <returns>The <paramref name="options"/>.</returns>
    /// <remarks>
    /// Stored as strings under <c>llmcost.*</c> in <see cref="ChatOptions.AdditionalProperties"/>. The meter takes them out before the call goes
    /// on to the provider. A cache in front of the meter sees them as part of its key; where features should share cached answers,
    /// use <see cref="CostScope"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static ChatOptions WithCostScope(
        this ChatOptions options, string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        options.WithCostScope(feature, CostTags.ToPairs(tags));

    /// <summary>Sets the feature and tags of the calls with these options, with tags that are data.</summary>
    /// <param name="options">The options of the call. They are changed.</param>
    /// <param name="feature">The feature; <see langword="null"/> keeps that of the <see cref="CostScope"/> around it.</param>
    /// <param name="tags">Further tags; they win over those of the <see cref="CostScope"/> around the call.</param>
    /// <returns>The <paramref name="options"/>.</returns>
    /// <inheritdoc cref="WithCostScope(ChatOptions, string?, ReadOnlySpan{ValueTuple{string, string}})" path="/remarks"/>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="options"/> or <paramref name="tags"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static ChatOptions WithCostScope(
        this ChatOptions options, string? feature, IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tags);

        CostTags.Write(options, feature, tags);
        return options;
    }
}

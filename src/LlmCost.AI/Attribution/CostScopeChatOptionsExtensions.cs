using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Attributes single calls through their options.</summary>
public static class CostScopeChatOptionsExtensions
{
    /// <summary>Sets the feature and tags of calls with these options.</summary>
    /// <param name="options">The options of the call. This method changes them.</param>
    /// <param name="feature">
    /// The feature; <see langword="null"/> keeps the feature of the enclosing <see cref="CostScope"/>.
    /// </param>
    /// <param name="tags">The tags to add. They take precedence over the tags of the enclosing <see cref="CostScope"/>.</param>
    /// <returns>The <paramref name="options"/>.</returns>
    /// <remarks>
    /// The values are stored as strings under <c>llmcost.*</c> in the additional properties of the options. The meter removes
    /// them before it passes the call on to the provider. A cache in front of the meter includes these values in its keys, so
    /// features don't share cached responses. To share them, use <see cref="CostScope"/> instead.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static ChatOptions WithCostScope(
        this ChatOptions options, string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        options.WithCostScope(feature, CostTags.ToPairs(tags));

    /// <summary>Sets the feature and tags of calls with these options. The tags are passed as a collection.</summary>
    /// <param name="options">The options of the call. This method changes them.</param>
    /// <param name="feature">
    /// The feature; <see langword="null"/> keeps the feature of the enclosing <see cref="CostScope"/>.
    /// </param>
    /// <param name="tags">The tags to add. They take precedence over the tags of the enclosing <see cref="CostScope"/>.</param>
    /// <returns>The <paramref name="options"/>.</returns>
    /// <inheritdoc cref="WithCostScope(ChatOptions, string?, ReadOnlySpan{ValueTuple{string, string}})" path="/remarks"/>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="options"/> or <paramref name="tags"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static ChatOptions WithCostScope(
        this ChatOptions options, string? feature, IEnumerable<KeyValuePair<string, string>> tags) =>
        TaggedOptions.Chat.Write(options, feature, tags);
}

using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Writes a feature and tags to the options of a call, and removes them again.</summary>
/// <param name="get">Returns the additional properties of the options.</param>
/// <param name="set">Sets the additional properties of the options.</param>
/// <param name="clone">Copies the options and their additional properties.</param>
/// <typeparam name="T">The type of the options.</typeparam>
internal sealed class TaggedOptions<T>(
    Func<T, AdditionalPropertiesDictionary?> get, Action<T, AdditionalPropertiesDictionary?> set, Func<T, T> clone)
    where T : class
{
    /// <summary>Writes a feature and tags to the options, and returns the options.</summary>
    /// <exception cref="ArgumentNullException">The options or the tags are <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public T Write(T options, string? feature, IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tags);

        var properties = get(options);
        if (properties is null)
        {
            set(options, properties = []);
        }

        CostTags.Write(properties, feature, tags);
        return options;
    }

    /// <summary>
    /// Removes the feature and tags from the options, because clients can send additional properties to the provider.
    /// </summary>
    /// <param name="options">The options of the call. They are not changed.</param>
    /// <param name="feature">The feature of the scope. Receives the feature of the options, if they set one.</param>
    /// <param name="tags">
    /// The tags of the scope. Receives the merged tags of the scope and the options, whose tags take precedence.
    /// </param>
    /// <returns>The options. If the options contain a feature or tags, a copy without the feature and tags.</returns>
    public T? Take(T? options, ref string? feature, ref IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        if (options is null || !CostTags.AreIn(get(options)))
        {
            return options;
        }

        (feature, tags) = CostTags.Read(get(options)!, feature, tags ?? []);
        var forwarded = clone(options);
        var others = get(forwarded)!;
        CostTags.Remove(others);
        set(forwarded, others.Count is 0 ? null : others);
        return forwarded;
    }
}

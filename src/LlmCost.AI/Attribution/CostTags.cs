using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Reads, writes and merges the tags of calls.</summary>
internal static class CostTags
{
    /// <summary>The prefix of this library's keys in the additional properties of options.</summary>
    public const string OptionPrefix = "llmcost.";

    private const string FeatureOption = OptionPrefix + "feature";

    /// <summary>Converts tags to key/value pairs.</summary>
    public static KeyValuePair<string, string>[] ToPairs(ReadOnlySpan<(string Name, string Value)> tags)
    {
        var pairs = new KeyValuePair<string, string>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            pairs[i] = KeyValuePair.Create(tags[i].Name, tags[i].Value);
        }

        return pairs;
    }

    /// <summary>Merges tags. A tag in <paramref name="over"/> replaces a tag of the same name.</summary>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static KeyValuePair<string, string>[] Merge(
        IReadOnlyList<KeyValuePair<string, string>> tags, IEnumerable<KeyValuePair<string, string>> over)
    {
        var merged = new List<KeyValuePair<string, string>>(tags);
        foreach (var (name, value) in over)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            Set(merged, name, value);
        }

        return [.. merged];
    }

    /// <summary>Writes a feature and tags into the additional properties of options.</summary>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static void Write(
        AdditionalPropertiesDictionary properties, string? feature, IEnumerable<KeyValuePair<string, string>> tags)
    {
        if (feature is not null)
        {
            properties[FeatureOption] = feature;
        }

        foreach (var (name, value) in tags)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            properties[OptionPrefix + name] = value;
        }
    }

    /// <summary>Returns the value of a tag, or <see langword="null"/> if there is none.</summary>
    public static string? Find(IReadOnlyList<KeyValuePair<string, string>> tags, string name)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i].Key == name)
            {
                return tags[i].Value;
            }
        }

        return null;
    }

    /// <summary>Returns true if additional properties contain at least one tag of this library.</summary>
    public static bool AreIn(AdditionalPropertiesDictionary? properties)
    {
        if (properties is not { Count: > 0 })
        {
            return false;
        }

        foreach (var (key, _) in properties)
        {
            if (IsOurs(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads the feature and the tags of one call. They take precedence over the feature and tags of the scope.
    /// </summary>
    public static (string? Feature, IReadOnlyList<KeyValuePair<string, string>> Tags) Read(
        AdditionalPropertiesDictionary properties, string? feature, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var merged = new List<KeyValuePair<string, string>>(tags);
        foreach (var (key, value) in properties)
        {
            if (!IsOurs(key) || value?.ToString() is not { } text)
            {
                continue;
            }

            if (string.Equals(key, FeatureOption, StringComparison.OrdinalIgnoreCase))
            {
                feature = text;
            }
            else
            {
                Set(merged, key[OptionPrefix.Length..], text);
            }
        }

        return (feature, merged);
    }

    /// <summary>Removes this library's tags.</summary>
    public static void Remove(AdditionalPropertiesDictionary properties)
    {
        foreach (var key in properties.Keys.Where(IsOurs).ToList())
        {
            properties.Remove(key);
        }
    }

    private static bool IsOurs(string key) => key.StartsWith(OptionPrefix, StringComparison.OrdinalIgnoreCase);

    private static void Set(List<KeyValuePair<string, string>> tags, string name, string value)
    {
        var index = tags.FindIndex(tag => tag.Key == name);
        var tag = KeyValuePair.Create(name, value ?? string.Empty);
        if (index < 0)
        {
            tags.Add(tag);
        }
        else
        {
            tags[index] = tag;
        }
    }
}

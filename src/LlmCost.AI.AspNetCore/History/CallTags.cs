namespace LlmCost.AI;

/// <summary>The values of the tags by which calls are grouped. Instances with the same values are equal.</summary>
internal sealed class CallTags(string?[] values) : IEquatable<CallTags>
{
    /// <summary>No values.</summary>
    public static CallTags None { get; } = new([]);

    /// <summary>Gets the values in the order of the tag names. A missing value is null.</summary>
    public IReadOnlyList<string?> Values => values;

    /// <summary>Returns the values of the named tags.</summary>
    public static CallTags Of(IReadOnlyList<KeyValuePair<string, string>> tags, IReadOnlyList<string> names)
    {
        if (names.Count is 0)
        {
            return None;
        }

        var values = new string?[names.Count];
        foreach (var (name, value) in tags)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (names[i] == name)
                {
                    values[i] = value;
                }
            }
        }

        return new CallTags(values);
    }

    public bool Equals(CallTags? other) => other is not null && values.AsSpan().SequenceEqual(other.Values as string?[]);

    public override bool Equals(object? obj) => Equals(obj as CallTags);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in values)
        {
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}

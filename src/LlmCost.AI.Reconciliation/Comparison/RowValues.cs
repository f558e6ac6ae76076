namespace LlmCost.AI;

/// <summary>The values of a row. Two instances with the same values are equal.</summary>
internal readonly struct RowValues(IReadOnlyList<string?> values) : IEquatable<RowValues>
{
    public IReadOnlyList<string?> Values { get; } = values;

    public bool Equals(RowValues other) => Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    public override bool Equals(object? obj) => obj is RowValues other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Values)
        {
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}

namespace LlmCost.AI;

/// <summary>
/// Selects calls that have one of the given values in each dimension. An empty value selects calls without a value.
/// </summary>
internal sealed class CallFilter(IReadOnlyList<(CallDimension Dimension, string?[] Values)> terms)
{
    /// <summary>Gets a string that is the same for filters that select the same values.</summary>
    public string Key { get; } =
        string.Join('\n', terms.Select(term => $"{term.Dimension.Name}={string.Join('\t', term.Values)}").Order());

    /// <summary>Gets a value indicating whether calls are selected by a tag.</summary>
    public bool NeedsTags => terms.Any(term => term.Dimension.IsTag);

    /// <summary>Returns true if calls of the series are selected.</summary>
    public bool Matches(CallSeries series)
    {
        foreach (var (dimension, values) in terms)
        {
            var value = dimension.ValueOf(series);
            if (!values.Any(wanted => string.IsNullOrEmpty(wanted) ? string.IsNullOrEmpty(value) : wanted == value))
            {
                return false;
            }
        }

        return true;
    }
}

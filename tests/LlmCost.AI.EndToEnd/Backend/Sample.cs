namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>One series of a query result, with its values in order of time.</summary>
/// <param name="Labels">All labels, including <c>__name__</c> if the query keeps it.</param>
/// <param name="Values">One value, or all values in the range if the query is a range selector.</param>
internal sealed record Sample(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<double> Values)
{
    /// <summary>Gets the newest value.</summary>
    public double Value => Values[^1];

    /// <summary>
    /// Gets the value of a label, or an empty string if the series does not have the label. Prometheus treats a missing label
    /// like an empty one.
    /// </summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>One series of the result of a range query, with a point for each step that has a value.</summary>
/// <param name="Labels">All labels, including <c>__name__</c> if the query keeps it.</param>
/// <param name="Points">The points in order of time, at whole seconds.</param>
internal sealed record RangeSample(
    IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(long UnixSeconds, double Value)> Points)
{
    /// <summary>
    /// Gets the value of a label, or an empty string if the series does not have the label. Prometheus treats a missing label
    /// like an empty one.
    /// </summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

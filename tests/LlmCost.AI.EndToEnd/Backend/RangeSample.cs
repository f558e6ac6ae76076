namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>One series of an answer of Prometheus to a range query, with a point for each step at which it has a value.</summary>
/// <param name="Labels">All labels, <c>__name__</c> among them where the query keeps it.</param>
/// <param name="Points">The points in the order of time; times are whole seconds.</param>
internal sealed record RangeSample(
    IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(long UnixSeconds, double Value)> Points)
{
    /// <summary>The value of a label, or an empty string where the series does not have it: for Prometheus that is the same.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

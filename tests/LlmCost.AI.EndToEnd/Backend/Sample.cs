namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>One series of an answer of Prometheus, with its values in the order of time.</summary>
/// <param name="Labels">All labels, <c>__name__</c> among them where the query keeps it.</param>
/// <param name="Values">One value from an instant query, all values of the range from a range selector.</param>
internal sealed record Sample(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<double> Values)
{
    /// <summary>The newest value.</summary>
    public double Value => Values[^1];

    /// <summary>The value of a label, or an empty string where the series does not have it: for Prometheus that is the same.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

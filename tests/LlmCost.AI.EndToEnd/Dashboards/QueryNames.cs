using System.Text.Json;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The metrics and labels in a query, according to Prometheus' own parser.</summary>
/// <remarks>Labels that the query itself creates are excluded.</remarks>
internal sealed class QueryNames
{
    private readonly HashSet<(string Metric, string Label)> _selected = [];
    private readonly HashSet<string> _grouped = [];
    private readonly HashSet<string> _made = [];

    /// <summary>Reads the response of <c>/api/v1/parse_query</c>.</summary>
    public QueryNames(JsonElement tree) => Walk(tree);

    /// <summary>Gets the metrics.</summary>
    public HashSet<string> Metrics { get; } = [];

    /// <summary>Gets the labels by which a metric is selected.</summary>
    public IReadOnlySet<(string Metric, string Label)> Selected => _selected;

    /// <summary>
    /// Gets the labels by which values are grouped or matched. Each of these labels must exist on at least one metric of the
    /// query.
    /// </summary>
    public IEnumerable<string> Grouped => _grouped.Except(_made);

    private void Walk(JsonElement node)
    {
        if (node.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
            {
                Walk(item);
            }
        }

        if (node.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        switch (node.TryGetProperty("type", out var type) ? type.GetString() : null)
        {
            case "vectorSelector" or "matrixSelector":
                Select(node);
                break;
            case "aggregation":
                _grouped.UnionWith(Strings(node.GetProperty("grouping")));
                break;
            case "binaryExpr" when node.GetProperty("matching") is { ValueKind: JsonValueKind.Object } matching:
                _grouped.UnionWith(Strings(matching.GetProperty("labels")).Concat(Strings(matching.GetProperty("include"))));
                break;
            case "call" when node.GetProperty("func").GetProperty("name").GetString() is "label_replace":
                Make(Text(node, 1), from: Text(node, 3));
                break;
        }

        foreach (var child in node.EnumerateObject())
        {
            Walk(child.Value);
        }
    }

    /// <summary>
    /// Records a label that the query derives from another one. A label that is derived from itself is not new: the query only
    /// sets its default value.
    /// </summary>
    private void Make(string label, string from)
    {
        if (from.Length > 0)
        {
            _grouped.Add(from);
            if (from != label)
            {
                _made.Add(label);
            }
        }
    }

    private static string Text(JsonElement call, int argument) =>
        call.GetProperty("args")[argument].GetProperty("val").GetString()!;

    private void Select(JsonElement selector)
    {
        var metric = selector.GetProperty("name").GetString()!;
        Metrics.Add(metric);
        foreach (var matcher in selector.GetProperty("matchers").EnumerateArray())
        {
            if (matcher.GetProperty("name").GetString() is var label and not "__name__")
            {
                _selected.Add((metric, label!));
            }
        }
    }

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);
}

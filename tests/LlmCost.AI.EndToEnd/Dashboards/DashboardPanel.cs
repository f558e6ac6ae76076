using System.Text.Json.Nodes;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A panel or row of a dashboard.</summary>
internal sealed record DashboardPanel(JsonObject Json)
{
    public int Id => (int)Json["id"]!;

    public string Type => (string)Json["type"]!;

    public string Title => (string?)Json["title"] ?? "";

    /// <summary>Gets the queries, in order.</summary>
    public IReadOnlyList<PanelQuery> Queries { get; } =
    [
        .. from target in Json["targets"]?.AsArray() ?? []
           select new PanelQuery((string)target["refId"]!, (string)target["expr"]!, (bool?)target["instant"] ?? false),
    ];
}

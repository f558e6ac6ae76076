using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>A dashboard of <c>grafana/dashboards</c>, as read by Grafana.</summary>
internal sealed class DashboardFile
{
    private static readonly string s_folder = Repository.File("grafana/dashboards");

    private DashboardFile(string name)
    {
        Name = name;
        Json = JsonNode.Parse(File.ReadAllText(Path.Combine(s_folder, name)))!.AsObject();
        var all = Json["panels"]!.AsArray().Select(panel => new DashboardPanel(panel!.AsObject())).ToList();
        Panels = [.. all.Where(panel => panel.Type != "row")];
        Rows = [.. all.Where(panel => panel.Type == "row")];
    }

    /// <summary>Gets the names of all files.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(s_folder, "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>Gets all dashboards.</summary>
    public static IReadOnlyList<DashboardFile> All { get; } = [.. Names.Select(name => new DashboardFile(name))];

    public string Name { get; }

    public JsonObject Json { get; }

    public string Uid => (string)Json["uid"]!;

    /// <summary>Gets the panels other than rows.</summary>
    public IReadOnlyList<DashboardPanel> Panels { get; }

    public IReadOnlyList<DashboardPanel> Rows { get; }

    /// <summary>Gets the variables, in order.</summary>
    public IEnumerable<JsonObject> Variables => Json["templating"]!["list"]!.AsArray().Select(variable => variable!.AsObject());

    /// <summary>Gets the annotations, which mark events on graphs.</summary>
    public IEnumerable<JsonObject> Annotations =>
        Json["annotations"]!["list"]!.AsArray().Select(annotation => annotation!.AsObject());

    /// <summary>Returns the dashboard with the given file name.</summary>
    public static DashboardFile Get(string name) => All.Single(dashboard => dashboard.Name == name);

    /// <summary>Returns the panel with the given title.</summary>
    public DashboardPanel Panel(string title) => Panels.First(panel => panel.Title == title);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

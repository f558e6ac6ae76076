using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The properties that every dashboard and panel must have, so that users can import, understand and find it.</summary>
public sealed partial class DashboardLintTests
{
    private static readonly string[] s_usd = ["currencyUSD", "currency:financial:$"];

    public static TheoryData<string> Dashboards => [.. DashboardFile.Names];

    [Fact]
    public void Dashboards_HaveUniqueUidsThatNeverChange() =>
        Assert.Equal(
            ["llmcost-billing", "llmcost-budgets", "llmcost-meter", "llmcost-models", "llmcost-overview", "llmcost-services"],
            DashboardFile.All.Select(dashboard => dashboard.Uid).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_HasATitleADescriptionATagAndLinksToTheOthers(string name)
    {
        var json = DashboardFile.Get(name).Json;

        Assert.NotEmpty((string)json["title"]!);
        Assert.NotEmpty((string)json["description"]!);
        Assert.Equal(["llmcost"], json["tags"]!.AsArray().Select(tag => (string)tag!));
        var link = Assert.Single(json["links"]!.AsArray())!;
        Assert.Equal(("dashboards", true, true), ((string)link["type"]!, (bool)link["includeVars"]!, (bool)link["keepTime"]!));
        Assert.Null(json["id"]);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_HaveTitlesDescriptionsAndUnits(string name) => Assert.All(DashboardFile.Get(name).Panels, panel =>
    {
        Assert.NotEmpty(panel.Title);
        Assert.True(((string?)panel.Json["description"])?.Length > 20, $"{panel.Title} has no description of what it shows.");
        Assert.True((string?)panel.Json["fieldConfig"]!["defaults"]!["unit"] is { Length: > 0 }, $"{panel.Title} has no unit.");
        Assert.NotEmpty(panel.Queries);
    });

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Money_IsInUsd(string name) => Assert.All(
        DashboardFile.Get(name).Panels.Where(
            panel => panel.Type != "table" && ((string)panel.Json["description"]!).StartsWith("USD", StringComparison.Ordinal)),
        panel => Assert.Contains((string)panel.Json["fieldConfig"]!["defaults"]!["unit"]!, s_usd));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void AllQueries_UseTheSelectedDataSource(string name)
    {
        var dashboard = DashboardFile.Get(name);
        Assert.Equal(
            ("datasource", "prometheus"),
            ((string)dashboard.Variables.First()["type"]!, (string)dashboard.Variables.First()["query"]!));

        var others = DataSources(dashboard.Json).Where(uid => uid != "${datasource}");

        Assert.Empty(others);
        Assert.All(
            dashboard.Panels,
            panel => Assert.All(panel.Json["targets"]!.AsArray(), target => Assert.NotNull(target!["datasource"])));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Queries_ContainNoFixedInstanceServiceOrModel(string name) => Assert.All(
        DashboardFile.Get(name).Panels.SelectMany(panel => panel.Queries),
        query => Assert.DoesNotMatch(OneOfMany(), query.Expression));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Queries_FilterByTheSelectedService(string name) => Assert.All(
        DashboardFile.Get(name).Panels.SelectMany(panel => panel.Queries)
            .Where(query => !query.Expression.Contains("otelcol_", StringComparison.Ordinal) && !IsOfBills(query)),
        query => Assert.Contains("job=~\"$service\"", query.Expression, StringComparison.Ordinal));

    // A bill belongs to an account, and does not show which services caused the cost.
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void QueriesOfBills_FilterByTheSelectedProviderAndAccount(string name) => Assert.All(
        DashboardFile.Get(name).Panels.SelectMany(panel => panel.Queries).Where(IsOfBills),
        query => Assert.Equal(
            OfBills().Count(query.Expression),
            ChosenBills().Count(query.Expression)));

    // Grafana does not interpolate variables in transformations.
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Transformations_HaveNoVariables(string name) => Assert.All(
        DashboardFile.Get(name).Panels,
        panel => Assert.DoesNotContain("$", panel.Json["transformations"]?.ToJsonString() ?? "", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Rates_HaveAWindowThatFollowsTheRange_OrAFixedOneThatThePanelStates(string name) => Assert.All(
        DashboardFile.Get(name).Panels.Where(panel => panel.Type == "timeseries"),
        panel => Assert.All(panel.Queries, query => Assert.DoesNotMatch(FixedRate(), query.Expression)));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_NeitherOverlapNorLeaveGaps(string name)
    {
        var dashboard = DashboardFile.Get(name);
        var taken = new Dictionary<(int X, int Y), string>();
        foreach (var panel in dashboard.Panels.Concat(dashboard.Rows))
        {
            var (x, y, width, height) = Grid(panel);
            Assert.InRange(x + width, 1, 24);
            foreach (var cell in from column in Enumerable.Range(x, width)
                                 from row in Enumerable.Range(y, height)
                                 select (column, row))
            {
                Assert.True(taken.TryAdd(cell, panel.Title), $"{panel.Title} overlaps {taken.GetValueOrDefault(cell)}.");
            }
        }

        Assert.Equal(24 * (1 + taken.Keys.Max(cell => cell.Y)), taken.Count);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Ids_AreUnique(string name)
    {
        var dashboard = DashboardFile.Get(name);
        var ids = dashboard.Panels.Concat(dashboard.Rows).Select(panel => panel.Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Links_PointToExistingDashboards(string name) => Assert.All(
        DashboardUid().Matches(DashboardFile.Get(name).Json.ToJsonString()).Select(match => match.Groups[1].Value),
        uid => Assert.Contains(uid, DashboardFile.All.Select(dashboard => dashboard.Uid)));

    [Fact]
    public void EveryDashboard_MarksPriceChangesAndDeployments() => Assert.All(
        DashboardFile.All,
        dashboard => Assert.Equal(
            ["Price changes", "Deployments"], dashboard.Annotations.Select(annotation => (string)annotation["name"]!)));

    private static bool IsOfBills(PanelQuery query) => OfBills().IsMatch(query.Expression);

    private static (int X, int Y, int Width, int Height) Grid(DashboardPanel panel)
    {
        var grid = panel.Json["gridPos"]!;
        return ((int)grid["x"]!, (int)grid["y"]!, (int)grid["w"]!, (int)grid["h"]!);
    }

    private static IEnumerable<string?> DataSources(JsonNode? node) => node switch
    {
        JsonObject json => json
            .Where(property => property.Key == "datasource")
            .Select(property => (string?)property.Value!["uid"])
            .Concat(json.Where(property => property.Key != "datasource").SelectMany(property => DataSources(property.Value))),
        JsonArray array => array.SelectMany(DataSources),
        _ => [],
    };

    // Matches values of labels that differ from app to app. No query may contain such a value. The values of token classes, usage
    // sources and reasons are fixed, so queries may contain them.
    [GeneratedRegex("""(instance|job|deployment_environment_name|gen_ai_\w+|llmcost_feature)=~?"[^"$]""")]
    private static partial Regex OneOfMany();

    [GeneratedRegex(@"\brate\([^()]*\[\d+\w\]\)")]
    private static partial Regex FixedRate();

    [GeneratedRegex(@"\bllmcost_reconciliation_(?!cause)")]
    private static partial Regex OfBills();

    [GeneratedRegex("""llmcost_reconciliation_\w+\{gen_ai_provider_name=~"\$provider", llmcost_account=~"\$account"\}""")]
    private static partial Regex ChosenBills();

    [GeneratedRegex(@"/d/([\w-]+)")]
    private static partial Regex DashboardUid();
}

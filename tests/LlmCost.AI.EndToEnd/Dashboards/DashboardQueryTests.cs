using System.Text.RegularExpressions;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>Runs every query of every dashboard against a real Prometheus with a month of history.</summary>
[Collection<DashboardFixtures>]
public sealed partial class DashboardQueryTests(EmittedSeries emitted, HistoryPrometheus prometheus)
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    public static TheoryData<string> Dashboards => [.. DashboardFile.Names];

    public static TheoryData<string, int, string> Panels =>
        [.. from dashboard in DashboardFile.All from panel in dashboard.Panels select (dashboard.Name, panel.Id, panel.Title)];

    public static TheoryData<string, string> QueriedVariables =>
        [
            .. from dashboard in DashboardFile.All from variable in dashboard.Variables
                where (string?)variable["type"] == "query" select (dashboard.Name, (string)variable["name"]!),
        ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task EveryQuery_UsesOnlyExistingMetricsAndLabels(string name)
    {
        var known = await KnownSeries.GetAsync(emitted, prometheus.Api, Token);
        var faults = new List<string>();

        foreach (var (where, expression) in Expressions(DashboardFile.Get(name)))
        {
            var names = new QueryNames(await prometheus.Api.ParseAsync(expression, Token));
            faults.AddRange(known.FaultsOf(names).Select(fault => $"{where}: {fault}"));
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("sum(rate(llmcost_cost_total[5m]))", "there is no metric llmcost_cost_total")]
    [InlineData("""sum(llmcost_calls_total{feature="a"})""", "llmcost_calls_total has no label feature")]
    [InlineData("sum by (model) (llmcost_calls_total)", "none of llmcost_calls_total has a label model")]
    [InlineData(
        """llmcost_calls_total * on (job, model) llmcost_price_list_info""",
        "none of llmcost_calls_total, llmcost_price_list_info has a label model")]
    [InlineData(
        """sum by (tpyo) (label_replace(llmcost_calls_total, "tpyo", "none", "tpyo", ""))""",
        "none of llmcost_calls_total has a label tpyo")]
    [InlineData("job:llmcost_usage_cost:rate2h", "there is no metric job:llmcost_usage_cost:rate2h")]
    public async Task QueryWithUnknownNames_IsReportedWithTheName(string expression, string fault)
    {
        var known = await KnownSeries.GetAsync(emitted, prometheus.Api, Token);

        Assert.Equal([fault], known.FaultsOf(new QueryNames(await prometheus.Api.ParseAsync(expression, Token))));
    }

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task EveryPanel_OverADay_HasDataForEachQuery(string name, int id, string title)
    {
        var panel = DashboardFile.Get(name).Panels.Single(panel => panel.Id == id);
        foreach (var query in panel.Queries)
        {
            Assert.True(
                await CountAsync(panel, query, s_day, HistoryClock.End) > 0, $"{title}: query {query.RefId} gives nothing.");
        }
    }

    // Covers an hour (a new app), a quarter of a day, and a year, of which only a month has data.
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(24 * 365)]
    public async Task EveryQuery_OverAnyRange_Succeeds(int hours)
    {
        foreach (var dashboard in DashboardFile.All)
        {
            foreach (var panel in dashboard.Panels)
            {
                foreach (var query in panel.Queries)
                {
                    await CountAsync(panel, query, TimeSpan.FromHours(hours), HistoryClock.End);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(QueriedVariables))]
    public async Task EveryVariable_HasValues(string name, string variable)
    {
        var json = DashboardFile.Get(name).Variables.Single(one => (string?)one["name"] == variable);
        var query = new Variables()
            .Interpolate((string)json["query"]!["query"]!, new PanelTime(HistoryClock.End - s_day, HistoryClock.End, s_day));
        var (selector, label) = Parse(query);

        var series = await prometheus.Api.QueryAtAsync($"last_over_time({selector}[1d])", HistoryClock.End, Token);
        var values = label is null
            ? series.SelectMany(one => one.Labels.Keys).Distinct()
            : series.Select(one => one[label]).Where(value => value.Length > 0).Distinct();

        if ((string?)json["regex"] is { Length: > 0 } regex)
        {
            values = values.Where(value => Regex.IsMatch(value, regex.Trim('/'))).ToList();
            Assert.Equal(["llmcost_feature", "tenant"], values.Order(StringComparer.Ordinal));
        }

        Assert.NotEmpty(values);
    }

    /// <summary>Returns all queries of a dashboard, each with its position.</summary>
    private static IEnumerable<(string Where, string Expression)> Expressions(DashboardFile dashboard)
    {
        var variables = new Variables();
        var day = new PanelTime(HistoryClock.End - s_day, HistoryClock.End, TimeSpan.FromMinutes(2));
        foreach (var panel in dashboard.Panels)
        {
            foreach (var query in panel.Queries)
            {
                yield return ($"{dashboard.Name}, {panel.Title}, {query.RefId}", variables.Interpolate(query.Expression, day));
            }
        }

        foreach (var variable in dashboard.Variables.Where(variable => (string?)variable["type"] == "query"))
        {
            var (selector, label) = Parse(variables.Interpolate((string)variable["query"]!["query"]!, day));
            yield return (
                $"{dashboard.Name}, variable {variable["name"]}", label is null ? selector : $"group by ({label}) ({selector})");
        }

        foreach (var annotation in dashboard.Annotations)
        {
            yield return ($"{dashboard.Name}, {annotation["name"]}", variables.Interpolate(
                (string)annotation["target"]!["expr"]!, day));
        }
    }

    private static (string Selector, string? Label) Parse(string variableQuery)
    {
        var match = VariableQuery().Match(variableQuery);
        Assert.True(match.Success, $"Grafana does not support this variable query: {variableQuery}");
        return (match.Groups["selector"].Value, match.Groups["label"] is { Success: true, Value: var label } ? label : null);
    }

    private async Task<int> CountAsync(DashboardPanel panel, PanelQuery query, TimeSpan range, DateTimeOffset to)
    {
        var time = PanelTime.Of(panel, range, to);
        var expression = new Variables().Interpolate(query.Expression, time);
        return query.IsInstant
            ? (await prometheus.Api.QueryAtAsync(expression, time.To, Token)).Count
            : (await prometheus.Api.QueryRangeAsync(expression, time.FirstStep, time.LastStep, time.Interval, Token)).Count;
    }

    // Matches the query of a variable, in the syntax of Grafana's data source: label_names() accepts only the name of a metric.
    [GeneratedRegex(@"^label_(?:values\((?<selector>.+), (?<label>\w+)\)|names\((?<selector>\w+)\))$")]
    private static partial Regex VariableQuery();
}

using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// The dashboards of a real app that started seconds ago, before most rules of <c>otel/rules</c> were evaluated.
/// </summary>
public sealed class YoungSystemTests(TelemetryBackend backend)
{
    private const string Job = "just-started";
    private const int Calls = 60;

    private static readonly TimeSpan s_quarterOfAnHour = TimeSpan.FromMinutes(15);

    // Panels that work without recording rules, or before the first evaluation of the rules.
    private static readonly (string Dashboard, string Title)[] s_atOnce =
    [
        ("overview", "Last hour"), ("overview", "Today"), ("overview", "Cost by provider"), ("overview", "Cost by model"),
        ("overview", "Cost by feature"),
        ("overview", "Cost per 1,000 calls"), ("overview", "Cached input"), ("overview", "Top movers, by model"),
        ("models", "Cost"), ("models", "Calls"), ("models", "Cost per 1M tokens"), ("models", "Models"), ("models", "Features"),
        ("models", "Effective prices"),
        ("services", "Cost by environment"), ("services", "Details by $tag"), ("meter", "Price list age"),
        ("meter", "Export lag"),
    ];

    [Fact]
    public async Task NewSystem_ShowsItsData_AndEveryQuerySucceeds()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await QuickstartRun.RunAsync(Job, "grpc", Calls, errorPercent: 0, backend, cancellationToken);
        var now = DateTimeOffset.UtcNow.AddSeconds(1); // Queries are evaluated at whole seconds.
        var variables = new Variables { Service = Job, Tag = "llmcost_feature" };
        var shown = new List<(string, string)>();
        var empty = new List<(string, string)>();

        foreach (var dashboard in DashboardFile.All)
        {
            foreach (var panel in dashboard.Panels)
            {
                var time = PanelTime.Of(panel, s_quarterOfAnHour, now);
                var name = (dashboard.Uid["llmcost-".Length..], panel.Title);
                shown.Add(name);
                foreach (var query in panel.Queries)
                {
                    var expression = variables.Interpolate(query.Expression, time);
                    var count = query.IsInstant
                        ? (await backend.Prometheus.QueryAtAsync(expression, now, cancellationToken)).Count
                        : (await backend.Prometheus.QueryRangeAsync(
                            expression, time.FirstStep, time.LastStep, time.Interval, cancellationToken)).Count;
                    if (count == 0)
                    {
                        empty.Add(name);
                    }
                }
            }
        }

        Assert.Empty(s_atOnce.Except(shown));
        Assert.Empty(s_atOnce.Intersect(empty));
    }
}

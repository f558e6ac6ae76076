using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The input of <c>tests/dashboard-page</c>: a dashboard, and Prometheus' results of all its queries.</summary>
internal static partial class PageInput
{
    private const int Width = 1_600;

    /// <summary>Runs all queries of a dashboard at the end of the history.</summary>
    public static async Task<JsonObject> GetAsync(
        DashboardFile dashboard, PrometheusApi prometheus, Variables variables, TimeSpan range, string theme,
        CancellationToken cancellationToken)
    {
        var to = HistoryClock.End;
        var panels = new JsonObject();
        foreach (var panel in dashboard.Panels)
        {
            var time = PanelTime.Of(panel, range, to);
            var queries = new JsonArray();
            foreach (var query in panel.Queries)
            {
                var expression = variables.Interpolate(query.Expression, time);
                var answer = query.IsInstant
                    ? await prometheus.GetAnswerAtAsync(expression, time.To, cancellationToken)
                    : await prometheus.GetRangeAnswerAsync(
                        expression, time.FirstStep, time.LastStep, time.Interval, cancellationToken);
                queries.Add(new JsonObject
                {
                    ["refId"] = query.RefId,
                    ["kind"] = query.IsInstant ? "instant" : "range",
                    ["response"] = JsonSerializer.SerializeToNode(answer),
                });
            }

            panels.Add($"{panel.Id}", new JsonObject { ["time"] = Time(time.From, to), ["queries"] = queries });
        }

        return new JsonObject
        {
            ["dashboard"] = InterpolateTexts(dashboard, variables, to - range, to),
            ["theme"] = theme,
            ["width"] = Width,
            ["time"] = Time(to - range, to),
            ["panels"] = panels,
            ["annotations"] = await GetAnnotationsAsync(dashboard, prometheus, variables, to - range, to, cancellationToken),
        };
    }

    private static JsonObject Time(DateTimeOffset from, DateTimeOffset to) =>
        new() { ["from"] = from.ToUnixTimeMilliseconds(), ["to"] = to.ToUnixTimeMilliseconds() };

    private static JsonObject InterpolateTexts(
        DashboardFile dashboard, Variables variables, DateTimeOffset from, DateTimeOffset to)
    {
        var json = dashboard.Json.DeepClone().AsObject();
        var time = new PanelTime(from, to, TimeSpan.FromMinutes(1));
        foreach (var panel in json["panels"]!.AsArray().Select(panel => panel!.AsObject()))
        {
            foreach (var name in new[] { "title", "description" })
            {
                if ((string?)panel[name] is { } text)
                {
                    panel[name] = variables.Interpolate(text, time);
                }
            }

            foreach (var target in panel["targets"]?.AsArray() ?? [])
            {
                target!["legendFormat"] = variables.Interpolate((string)target["legendFormat"]!, time);
            }
        }

        var tag = json["templating"]!["list"]!.AsArray().SingleOrDefault(variable => (string?)variable!["name"] == "tag");
        if (tag is not null)
        {
            tag["current"] = new JsonObject { ["text"] = variables.Tag, ["value"] = variables.Tag };
        }

        return json;
    }

    /// <summary>Returns the annotations. An annotated event lasts as long as its series exists without a gap.</summary>
    private static async Task<JsonArray> GetAnnotationsAsync(
        DashboardFile dashboard, PrometheusApi prometheus, Variables variables, DateTimeOffset from, DateTimeOffset to,
        CancellationToken cancellationToken)
    {
        var step = TimeSpan.FromMinutes(1);
        var events = new JsonArray();
        foreach (var annotation in dashboard.Annotations)
        {
            var expression = variables.Interpolate((string)annotation["target"]!["expr"]!, new PanelTime(from, to, step));
            foreach (var series in await prometheus.QueryRangeAsync(expression, from, to, step, cancellationToken))
            {
                events.Add(new JsonObject
                {
                    ["name"] = (string)annotation["name"]!,
                    ["color"] = (string)annotation["iconColor"]!,
                    ["time"] = series.Points[0].UnixSeconds * 1_000,
                    ["timeEnd"] = series.Points[^1].UnixSeconds * 1_000,
                    ["text"] = Label().Replace(
                        $"{annotation["titleFormat"]}: {annotation["textFormat"]}", match => series[match.Groups[1].Value]),
                });
            }
        }

        return events;
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Label();
}

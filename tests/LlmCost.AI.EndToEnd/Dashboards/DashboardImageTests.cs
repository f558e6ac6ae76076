using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>Each dashboard, rendered by Grafana's own components with the results of a real Prometheus.</summary>
/// <remarks>
/// If LLMCOST_SCREENSHOTS is set, the images are written to <c>grafana/screenshots</c>. Review them before you commit them.
/// </remarks>
[Collection<DashboardFixtures>]
public sealed class DashboardImageTests(HistoryPrometheus prometheus) : IDisposable
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-images-");

    public static TheoryData<string> Dashboards => [.. DashboardFile.Names];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task EveryPanel_ShowsDataAndNoError(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var dashboard = DashboardFile.Get(name);
        var input = Path.Combine(_folder.FullName, "input.json");
        var answers = await PageInput.GetAsync(dashboard, prometheus.Api, new Variables(), s_day, "dark", cancellationToken);
        await File.WriteAllTextAsync(input, answers.ToJsonString(), cancellationToken);

        var report = await CommandLine.RunAsync(
            "node", ["tests/dashboard-page/render.mjs", input, ImagePath(dashboard)], new Dictionary<string, string?>(),
            cancellationToken);

        using var panels = JsonDocument.Parse(report);
        var shown = panels.RootElement.GetProperty("panels").EnumerateArray()
            .ToDictionary(panel => panel.GetProperty("id").GetInt32());
        Assert.Equal(dashboard.Panels.Select(panel => panel.Id), shown.Keys.Order());
        Assert.All(dashboard.Panels, panel =>
        {
            var status = shown[panel.Id].GetProperty("status").GetString();
            Assert.True(status == "ok", $"{panel.Title} is {status}: {shown[panel.Id]}");
        });
    }

    private string ImagePath(DashboardFile dashboard) => Environment.GetEnvironmentVariable("LLMCOST_SCREENSHOTS") is null
        ? Path.Combine(_folder.FullName, "image.png")
        : Repository.File($"grafana/screenshots/{dashboard.Uid["llmcost-".Length..]}.png");
}

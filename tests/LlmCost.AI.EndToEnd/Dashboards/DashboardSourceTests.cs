using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The dashboards match the output of <c>grafana/source</c> and Grafana's published types.</summary>
public sealed class DashboardSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-dashboards-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Dashboards_MatchTheOutputOfTheirSource()
    {
        await NpmAsync("run", "build", "--", _folder.FullName);

        var written = _folder.EnumerateFiles().ToDictionary(file => file.Name, file => File.ReadAllText(file.FullName));
        Assert.Equal(DashboardFile.Names, written.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            written, file => Assert.Equal(file.Value, File.ReadAllText(Repository.File($"grafana/dashboards/{file.Key}"))));
    }

    [Fact]
    public Task Dashboards_MatchGrafanasPublishedTypes() => NpmAsync("run", "check");

    [Fact]
    public async Task DashboardOfAnUnknownType_IsReportedWithFileAndType()
    {
        var text = File.ReadAllText(Repository.File("grafana/dashboards/llmcost-overview.json"));
        File.WriteAllText(
            Path.Combine(_folder.FullName, "broken.json"),
            text.Replace("\"drawStyle\": \"bars\"", "\"drawStyle\": \"columns\"", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => NpmAsync("run", "check", "--", _folder.FullName));

        Assert.Contains("broken.ts", error.Message, StringComparison.Ordinal);
        Assert.Contains("Type '\"columns\"' is not assignable", error.Message, StringComparison.Ordinal);
    }

    private static Task<string> NpmAsync(params string[] arguments) => CommandLine.RunAsync(
        "npm", ["--prefix", "grafana/source", .. arguments], new Dictionary<string, string?>(),
        TestContext.Current.CancellationToken);
}

using System.Reflection;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The samples with native AOT, published and started as a user would.</summary>
public sealed class NativeAotSampleTests(TelemetryBackend backend)
{
    private static readonly TimeSpan PublishingLimit = TimeSpan.FromMinutes(8);

    /// <summary>The maximum size of the program. The README of the samples states 18.5 MB.</summary>
    private const long MaxBytes = 19_000_000;

    [Fact]
    public async Task Sample_PublishedWithoutWarnings_PrintsAndExportsTheCostOfItsCall()
    {
        const string job = "native-aot";
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("llmcost").FullName;
        try
        {
            var (published, program) = await PublishAsync("NativeAot", folder, cancellationToken);

            var environment = TelemetrySettings.To(backend.Collector, "http/protobuf");
            environment["OTEL_SERVICE_NAME"] = job;
            environment["OPENAI_API_KEY"] = null;
            var output = await CommandLine.RunAsync(program, [], environment, cancellationToken);

            // 86 input tokens at 0.15 USD per million, 1,920 cached tokens at 0.075, and 300 output tokens at 0.60.
            Assert.Contains("0.000336900 USD for 2306 tokens", output, StringComparison.Ordinal);
            Assert.DoesNotContain("warning", published, StringComparison.OrdinalIgnoreCase);
            Assert.InRange(new FileInfo(program).Length, 1, MaxBytes);
            var found = await backend.Prometheus.QueryUntilAsync(
                $$"""sum(llmcost_usage_cost_total{job="{{job}}"})""", series => series is [{ Value: > 0 }], cancellationToken);
            Assert.Equal(0.0003369, found.Single().Value, precision: 15);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task SampleWithTheDashboard_PublishedWithoutWarnings_ServesThePage()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("llmcost").FullName;
        try
        {
            var (published, program) = await PublishAsync("NativeAotDashboard", folder, cancellationToken);
            var address = new Uri($"http://127.0.0.1:{FreePort.Find(1)[0]}/");
            await using var app = RealProcess.Start(
                program,
                ["--urls", address.ToString(), "--contentRoot", folder],
                ("ASPNETCORE_ENVIRONMENT", "Development"));
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
            await app.WaitUntilAsync(
                async token => await client.GetStringAsync("honey", token) is "Bees make it.", cancellationToken);

            var page = await client.GetStringAsync("llmcost/", cancellationToken);
            var calls = await client.GetStringAsync("llmcost/api/calls", cancellationToken);
            var budgets = await client.GetStringAsync("llmcost/api/budgets", cancellationToken);
            var quality = await client.GetStringAsync("llmcost/api/quality", cancellationToken);
            var summary = await client.GetStringAsync("llmcost/api/summary?edges=0,9999999999", cancellationToken);

            // 1,200 input tokens at 1.25 USD per million, 300 output tokens at 10.
            Assert.Contains("\"usd\":\"0.0045\"", calls, StringComparison.Ordinal);
            Assert.Contains("\"usd\":\"0.0045\"", summary, StringComparison.Ordinal);
            Assert.Contains("\"spent\":\"0.0045\"", budgets, StringComparison.Ordinal);
            Assert.Contains("\"source\":\"reported\"", quality, StringComparison.Ordinal);
            Assert.Contains("assets/app-", page, StringComparison.Ordinal);
            Assert.DoesNotContain("warning", published, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(string Output, string Program)> PublishAsync(
        string sample, string folder, CancellationToken cancellationToken)
    {
        var configuration =
            typeof(NativeAotSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var output = await CommandLine.RunAsync(
            "dotnet",
            ["publish", $"samples/{sample}", "-c", configuration, "-o", folder, "-m:1", "--disable-build-servers"],
            new Dictionary<string, string?>(),
            cancellationToken,
            PublishingLimit);
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{sample}.exe" : sample);
        TestContext.Current.SendDiagnosticMessage($"The program {sample} has {new FileInfo(program).Length} bytes.");
        return (output, program);
    }
}

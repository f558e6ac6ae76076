using System.Reflection;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The sample that is published as native code, published and started as a user would.</summary>
public sealed class NativeAotSampleTests(TelemetryBackend backend)
{
    private static readonly TimeSpan PublishingLimit = TimeSpan.FromMinutes(8);

    /// <summary>The README of the samples states 18.5 MB.</summary>
    private const long MaxBytes = 19_000_000;

    [Fact]
    public async Task Sample_PublishedWithoutAWarning_PrintsTheCostOfItsCall_AndSendsIt()
    {
        const string job = "native-aot";
        var cancellationToken = TestContext.Current.CancellationToken;
        var configuration =
            typeof(NativeAotSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var folder = Directory.CreateTempSubdirectory("llmcost").FullName;
        try
        {
            var published = await CommandLine.RunAsync(
                "dotnet",
                ["publish", "samples/NativeAot", "-c", configuration, "-o", folder, "-m:1", "--disable-build-servers"],
                new Dictionary<string, string?>(),
                cancellationToken,
                PublishingLimit);
            var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "NativeAot.exe" : "NativeAot");
            TestContext.Current.SendDiagnosticMessage($"The program has {new FileInfo(program).Length} bytes.");

            var environment = TelemetrySettings.To(backend.Collector, "http/protobuf");
            environment["OTEL_SERVICE_NAME"] = job;
            environment["OPENAI_API_KEY"] = null;
            var output = await CommandLine.RunAsync(program, [], environment, cancellationToken);

            // 86 input tokens at 0.15 USD per million, 1,920 cached at 0.075, 300 output at 0.60.
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
}

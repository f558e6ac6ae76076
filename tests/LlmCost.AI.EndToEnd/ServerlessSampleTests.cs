using System.Diagnostics;
using System.Reflection;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>
/// The serverless sample, whose process is frozen and then killed after a response, as on serverless platforms.
/// </summary>
public sealed class ServerlessSampleTests(TelemetryBackend backend)
{
    // 1,200 input tokens at 1.25 USD per million, 300 output tokens at 10.
    private const decimal CostOfACall = 0.0045m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProcessFrozenAndKilledAfterItsResponse_HasExportedAndStoredItsCost()
    {
        const string job = "serverless";
        var ledger = Directory.CreateTempSubdirectory("llmcost").FullName;
        try
        {
            using var function = Start(job, ledger);
            Assert.Equal("Bees make it from nectar.", await AskAsync(function));
            await SignalAsync(function, "STOP");

            await AssertCostAsync(job, CostOfACall);

            await SignalAsync(function, "CONT");
            Assert.Equal("Bees make it from nectar.", await AskAsync(function));
            function.Kill();
            await function.WaitForExitAsync(Token);

            await AssertCostAsync(job, 2 * CostOfACall);
            var today = DateOnly.FromDateTime(DateTime.UtcNow);
            var kept = await CostLedger.Open(ledger).ReadCallsAsync(LedgerPeriod.Days(today.AddDays(-1), today), Token)
                .ToListAsync(Token);
            Assert.Equal([CostOfACall, CostOfACall], kept.Select(call => call.Cost));
            Assert.All(kept, call => Assert.Equal("answer", call.Key.Feature));
        }
        finally
        {
            Directory.Delete(ledger, recursive: true);
        }
    }

    private static async Task<string?> AskAsync(Process function)
    {
        await function.StandardInput.WriteLineAsync("What is honey made of?");
        await function.StandardInput.FlushAsync(Token);
        return await function.StandardOutput.ReadLineAsync(Token);
    }

    private static async Task SignalAsync(Process function, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{function.Id}"]);
        await kill.WaitForExitAsync(Token);
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task AssertCostAsync(string job, decimal cost) => await backend.Prometheus.QueryUntilAsync(
        $$"""sum(llmcost_usage_cost_total{job="{{job}}"})""",
        series => series is [{ } sum] && Math.Abs(sum.Value - (double)cost) < 1e-12,
        Token);

    private Process Start(string job, string ledger)
    {
        var configuration =
            typeof(ServerlessSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo(
            "dotnet", [Repository.File($"samples/Serverless/bin/{configuration}/net10.0/Serverless.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in TelemetrySettings.To(backend.Collector, "http/protobuf"))
        {
            start.Environment[name] = value;
        }

        // The export interval is longer than the test, so that data is exported only by a flush.
        start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "3600000";
        start.Environment["OTEL_SERVICE_NAME"] = job;
        start.Environment["LlmCost__Ledger__Path"] = ledger;
        start.Environment["LlmCost__Ledger__FlushInterval"] = "00:01:00";
        start.Environment["OPENAI_API_KEY"] = null;
        return Process.Start(start)!;
    }
}

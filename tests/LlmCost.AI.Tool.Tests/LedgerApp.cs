using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Testing;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Represents an app with a ledger of 50 days of calls, up to the day before <see cref="Tool.Clock"/>.</summary>
internal sealed class LedgerApp : IAsyncDisposable
{
    private const int Days = 50;
    private const int CallsPerDay = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-");

    private LedgerApp()
    {
    }

    public string Folder => _folder.FullName;

    public static DateTimeOffset Now => Tool.Clock.GetUtcNow();

    public static LedgerPeriod November => LedgerPeriod.Month(2026, 11);

    public static async Task<LedgerApp> CreateAsync()
    {
        var app = new LedgerApp();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddCostMetering(options => options.MetricTags.Add("tenant"))
            .AddLedger(options => (options.Path, options.ServiceName) = (app.Folder, "shop"))
            .Services
            .BuildServiceProvider();
        var meter = services.GetRequiredService<CostMeter>();
        for (var i = 0; i < Days * CallsPerDay; i++)
        {
            using var scope = CostScope.Begin(i % 2 is 0 ? "chat" : "search", ("tenant", i % 3 is 0 ? "acme" : "globex"));
            meter.Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = "openai",
                Model = i == Days * CallsPerDay - 1 ? "no-such-model" : "gpt-4o",
                ResponseId = $"chatcmpl-{i}",
                Timestamp = Now.AddDays(-Days + (i / CallsPerDay)),
                Usage = new TokenUsage { Input = 1_000_000, Output = 100_000 + (i % 7 * 10_000) },
                ServedAs = new ServedAs { CacheMode = i is 150 ? "explicit" : null },
            });
        }

        return app;
    }

    public CostLedger Open() => CostLedger.Open(Folder);

    /// <summary>Runs a command and returns its console output.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(Func<IAnsiConsole, Task<int>> command)
    {
        using var console = new TestConsole().Width(200);
        using var error = new StringWriter();
        var exitCode = await SharedOptions.GuardAsync(error, () => command(console));
        return (exitCode, console.Output, error.ToString().TrimEnd());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}

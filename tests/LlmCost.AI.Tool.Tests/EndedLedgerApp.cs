using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Provides the ledger folder of an app that has ended, with calls from October and November 2026.</summary>
internal sealed class EndedLedgerApp : IDisposable
{
    private EndedLedgerApp(string folder) => Folder = folder;

    public string Folder { get; }

    public LedgerOptions Options => new()
    {
        Path = Path.Combine(Folder, "ledger"),
        ArchivePath = Path.Combine(Folder, "archive"),
    };

    public CostLedger Open() => CostLedger.Open(Options.Path);

    /// <summary>Records calls of gpt-4o with 100 input tokens, which cost 0.00025 USD each. Each call has its own user.</summary>
    public static async Task<EndedLedgerApp> RunAsync(params string[] models)
    {
        var app = new EndedLedgerApp(Directory.CreateTempSubdirectory("llmcost-tool-").FullName);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 10, 31, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddCostMetering().AddLedger(options =>
        {
            options.Path = app.Options.Path;
            options.Tags.Add("user.id");
        });
        await using var provider = services.BuildServiceProvider();
        var meter = provider.GetRequiredService<CostMeter>();
        for (var i = 0; i < models.Length; i++)
        {
            using var scope = CostScope.Begin("chat", ("user.id", $"u-{i}"));
            meter.Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = "openai",
                Model = models[i],
                Usage = new TokenUsage { Input = 100 },
            });
            clock.Advance(TimeSpan.FromHours(8));
        }

        return app;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

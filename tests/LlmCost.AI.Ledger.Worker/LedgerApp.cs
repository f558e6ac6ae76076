using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Ledger.Worker;

/// <summary>An app that meters calls 1, 2, 3, … as fast as it can until it is stopped or killed.</summary>
/// <remarks>
/// Call number n has n input tokens. The app writes to standard output how many calls are on disk at the least: each time when a flush
/// has completed. When it stops, it writes how many calls it has metered.
/// </remarks>
public static class LedgerApp
{
    /// <summary>The number of calls after which the app waits until they are on disk.</summary>
    public const int CallsPerFlush = 500;

    /// <summary>Gets the usage of a call.</summary>
    /// <param name="number">The number of the call.</param>
    public static PaidCall Call(long number) => new()
    {
        OperationName = "chat",
        ProviderName = "openai",
        Model = "gpt-4o",
        Usage = new TokenUsage { Input = number, Output = 7 },
    };

    /// <summary>Runs the app until it is killed, without a host, which starts faster.</summary>
    /// <param name="folder">The folder of the ledger.</param>
    public static async Task RunAsync(string folder)
    {
        await using var services = Add(new ServiceCollection().AddLogging(), folder).BuildServiceProvider();
        await CallAsync(services, CancellationToken.None);
    }

    /// <summary>Runs the app until it is stopped.</summary>
    /// <param name="folder">The folder of the ledger.</param>
    public static async Task RunInHostAsync(string folder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        Add(builder.Services, folder);
        using var host = builder.Build();
        await host.StartAsync();
        var metered = await CallAsync(
            host.Services, host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await host.StopAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"metered {metered}"));
    }

    private static IServiceCollection Add(IServiceCollection services, string folder) =>
        services.AddCostMetering().AddLedger(options => options.Path = folder).Services;

    private static async Task<long> CallAsync(IServiceProvider services, CancellationToken stopping)
    {
        var meter = services.GetRequiredService<CostMeter>();
        var ledger = services.GetRequiredService<LedgerWriter>();
        Console.WriteLine(ledger.Status.Path);
        var number = 0L;
        while (!stopping.IsCancellationRequested)
        {
            for (var i = 0; i < CallsPerFlush && !stopping.IsCancellationRequested; i++)
            {
                meter.Record(Call(++number));
            }

            if (!stopping.IsCancellationRequested)
            {
                await ledger.FlushAsync(CancellationToken.None);
                Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            }
        }

        return number;
    }
}

using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Ledger.Worker;

/// <summary>An app that meters numbered calls (1, 2, 3, …) as fast as it can until it is stopped or killed.</summary>
/// <remarks>
/// Call number n has n input tokens. After each flush, the app writes the number of calls that are known to be on disk to
/// standard output. When the app stops, it writes the number of calls that it has metered.
/// </remarks>
public static class LedgerApp
{
    /// <summary>The number of calls after which the app waits until they are on disk.</summary>
    public const int CallsPerFlush = 500;

    /// <summary>Returns the call with the given number.</summary>
    /// <param name="number">The number of the call.</param>
    public static PaidCall Call(long number) => new()
    {
        OperationName = "chat",
        ProviderName = "openai",
        Model = "gpt-4o",
        Usage = new TokenUsage { Input = number, Output = 7 },
    };

    /// <summary>
    /// Runs the app until it is killed. The app uses only a writer, because a process without a container and a meter starts in
    /// half the time.
    /// </summary>
    /// <param name="folder">The folder of the ledger.</param>
    public static async Task RunAsync(string folder)
    {
        using var ledger = new LedgerWriter(new LedgerOptions { Path = folder }, []);
        await CallAsync(number => ledger.OnRecorded(Record(number)), ledger, CancellationToken.None);
    }

    /// <summary>Runs the app until it is stopped.</summary>
    /// <param name="folder">The folder of the ledger.</param>
    /// <param name="connectionString">The database to which the ledger is forwarded, or <see langword="null"/>.</param>
    public static async Task RunInHostAsync(string folder, string? connectionString = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var metering = builder.Services.AddCostMetering().AddLedger(options => options.Path = folder);
        if (connectionString is not null)
        {
            metering.ForwardToPostgreSql(connectionString);
        }

        using var host = builder.Build();
        await host.StartAsync();
        var meter = host.Services.GetRequiredService<CostMeter>();
        var metered = await CallAsync(
            number => meter.Record(Call(number)),
            host.Services.GetRequiredService<LedgerWriter>(),
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await host.StopAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"metered {metered}"));
    }

    /// <summary>Reads the calls and the sums of a ledger.</summary>
    /// <param name="folder">The folder of the ledger.</param>
    public static async Task ReadAsync(string folder)
    {
        var (ledger, period) = (CostLedger.Open(folder), LedgerPeriod.Days(new(2026, 1, 1), new(2026, 12, 31)));
        var calls = await ledger.ReadCallsAsync(period).CountAsync();
        var cost = await ledger.ReadTotalsAsync(new() { Period = period }).Select(total => total.Cost).SumAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} calls, {cost} USD"));
    }

    private static CostRecord Record(long number)
    {
        var (input, output) = (number * 0.0000025m, 7 * 0.00001m);
        return new CostRecord
        {
            Id = Guid.CreateVersion7(),
            Timestamp = DateTimeOffset.UtcNow,
            OperationName = "chat",
            ProviderName = "openai",
            RequestModel = "gpt-4o",
            Usage = new TokenUsage { Input = number, Output = 7 },
            UsageSource = UsageSource.Reported,
            Outcome = CallOutcome.Completed,
            Cost = new CostBreakdown { Input = input, Output = output },
            ListCost = input + output,
            Charges = [Charge("input", number, 2.5m, input), Charge("output", 7, 10, output)],
        };
    }

    private static Charge Charge(string unit, long quantity, decimal price, decimal cost) => new()
    {
        Unit = unit,
        Quantity = quantity,
        UnitPrice = price,
        Per = 1_000_000,
        Cost = cost,
        ListCost = cost,
    };

    private static async Task<long> CallAsync(Action<long> call, LedgerWriter ledger, CancellationToken stopping)
    {
        Console.WriteLine(ledger.Status.Path);
        var number = 0L;
        while (!stopping.IsCancellationRequested)
        {
            for (var i = 0; i < CallsPerFlush && !stopping.IsCancellationRequested; i++)
            {
                call(++number);
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

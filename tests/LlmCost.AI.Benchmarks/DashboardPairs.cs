using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Benchmarks;

/// <summary>Compares a meter with the dashboard to the same meter with an observer that does nothing.</summary>
/// <remarks>
/// Records are created only for observers. Most apps have an observer, such as a ledger. The baseline therefore has one too.
/// </remarks>
internal static class DashboardPairs
{
    private const int Callers = 8;

    public static void Run()
    {
        using var meter = new Meters();
        Pairs.Compare("a metered call with an observer", 1, [
            ("no observer", () => BudgetedClients.Call(meter.Without)),
            ("an observer that does nothing", () => BudgetedClients.Call(meter.WithObserver)),
            ("the dashboard", () => BudgetedClients.Call(meter.WithDashboard)),
        ]);
        foreach (var (name, client) in new[] { ("an observer", meter.WithObserver), ("the dashboard", meter.WithDashboard) })
        {
            const int Calls = 100_000;
            var contention = Monitor.LockContentionCount;
            Task.WaitAll([.. Enumerable.Range(0, Callers).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    for (var call = 0; call < Calls; call++)
                    {
                        BudgetedClients.Call(client);
                    }
                },
                TaskCreationOptions.LongRunning))]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            BudgetedClients.Call(client);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {name,-36}{GC.GetAllocatedBytesForCurrentThread() - before,10} bytes a call"
                    + $"{Monitor.LockContentionCount - contention,8} contentions in {Callers * Calls:N0} calls"
                    + $" of {Callers} callers"));
        }
    }

    private sealed class Meters : IDisposable
    {
        private readonly BudgetedClients _clients = new();
        private readonly WebApplication _app;
        private readonly ServiceProvider _services;

        public Meters()
        {
            Without = _clients.Create();
            var services = new ServiceCollection();
            services.AddCostMetering(options => options.SemanticConventions = GenAIMetricConventions.None)
                .AddObserver<Nothing>();
            _services = services.BuildServiceProvider();
            WithObserver = new ReadyChatClient(1).AsBuilder().UseCostMetering().Build(_services);

            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddCostMetering(options => options.SemanticConventions = GenAIMetricConventions.None);
            _app = builder.Build();
            _app.MapLlmCostDashboard();
            WithDashboard = new ReadyChatClient(1).AsBuilder().UseCostMetering().Build(_app.Services);
        }

        public IChatClient Without { get; }

        public IChatClient WithObserver { get; }

        public IChatClient WithDashboard { get; }

        public void Dispose()
        {
            _clients.Dispose();
            _services.Dispose();
            _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private sealed class Nothing : ICostObserver
    {
        public void OnRecorded(CostRecord record)
        {
        }
    }
}

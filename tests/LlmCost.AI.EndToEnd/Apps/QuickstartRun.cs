using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>Runs the Quickstart's workload once against the real Collector, with a provider ledger for each feature.</summary>
internal sealed class QuickstartRun
{
    private const int Seed = 7;

    private readonly PrometheusApi _prometheus;
    private readonly IReadOnlyList<BillLine> _bill;

    private QuickstartRun(string job, IReadOnlyDictionary<string, BillingLedger> books, PrometheusApi prometheus)
    {
        Job = job;
        Books = books.Values.ToList();
        _prometheus = prometheus;
        _bill =
        [
            .. from feature in books
               from entry in feature.Value.Reported
               select new BillLine(entry.Key.Provider, entry.Key.Model, feature.Key, entry.Key.TokenClass, entry.Value),
        ];
    }

    /// <summary>Gets the value of the label <c>job</c> of all series of the run.</summary>
    public string Job { get; }

    /// <summary>Gets the provider's ledgers, one for each feature.</summary>
    public IReadOnlyList<BillingLedger> Books { get; }

    /// <summary>Makes calls, stops the app, and waits until its metrics have arrived.</summary>
    /// <param name="job">The name of the app.</param>
    /// <param name="protocol">The value of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</param>
    /// <param name="calls">The number of calls.</param>
    /// <param name="errorPercent">The percentage of calls that fail.</param>
    /// <param name="backend">The destination of the metrics.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public static async Task<QuickstartRun> RunAsync(
        string job, string protocol, int calls, double errorPercent, TelemetryBackend backend,
        CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = job,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(backend.Collector, protocol));
        builder.AddLlmCostTelemetry();
        EndMarker.AddTo(builder);

        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        // Each feature has its own provider, so that the ledger per feature does not depend on the meter.
        var providers = new Dictionary<string, ProviderSimulator>();

        try
        {
            foreach (var feature in FeatureRouter.Features.Values)
            {
                providers[feature] = await ProviderSimulator.StartAsync(
                    Seed, errorPercent, new HurriedTime(), cancellationToken: cancellationToken);
            }

            var clients = providers.ToDictionary(
                entry => entry.Key, entry => SimulatedClients.Create(entry.Value.Address, host.Services));
            var models = Enumerable.Range(0, clients.First().Value.Count)
                .Select(IChatClient (model) => new FeatureRouter(feature => clients[feature][model]))
                .ToList();
            var workload = ActivatorUtilities.CreateInstance<BlogWorkload>(host.Services, models, Seed, TimeProvider.System);

            await Parallel.ForAsync(
                0,
                calls,
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
                async (number, token) => await workload.CallAsync(number, token));

            EndMarker.Send(host.Services);
            await host.StopAsync(cancellationToken);
            await EndMarker.WaitAsync(backend.Prometheus, job, cancellationToken);

            return new QuickstartRun(
                job, providers.ToDictionary(entry => entry.Key, entry => entry.Value.Ledger), backend.Prometheus);
        }
        finally
        {
            foreach (var provider in providers.Values)
            {
                await provider.DisposeAsync();
            }
        }
    }

    /// <summary>Returns the tokens of all completed calls, summed by the given labels, from the provider's ledgers.</summary>
    public SortedDictionary<string, long> TokensBy(params string[] labels) => new(
        _bill.GroupBy(line => Key(labels, label => line[label]), line => line.Tokens)
            .ToDictionary(group => group.Key, group => group.Sum()),
        StringComparer.Ordinal);

    /// <summary>
    /// Returns the exact cost of all completed calls in USD, summed by the given labels, from the provider's ledgers.
    /// </summary>
    public SortedDictionary<string, decimal> CostBy(params string[] labels) => new(
        _bill.GroupBy(line => Key(labels, label => line[label]), line => line.Cost)
            .ToDictionary(group => group.Key, group => group.Sum()),
        StringComparer.Ordinal);

    /// <summary>Returns the values of a metric of this app in Prometheus, summed by the given labels.</summary>
    /// <param name="metric">The name of the metric.</param>
    /// <param name="matchers">The series to sum, such as <c>error_type=""</c>, or an empty string for all.</param>
    /// <param name="labels">The labels to sum by.</param>
    public async Task<SortedDictionary<string, double>> SumAsync(string metric, string matchers, params string[] labels)
    {
        var samples = await _prometheus.QueryAsync(
            $$"""sum by ({{string.Join(", ", labels)}}) ({{metric}}{job="{{Job}}", {{matchers}}})""",
            TestContext.Current.CancellationToken);

        return new(
            samples.ToDictionary(sample => Key(labels, label => sample[label]), sample => sample.Value), StringComparer.Ordinal);
    }

    private static string Key(string[] labels, Func<string, string> value) => string.Join(" ", labels.Select(value));
}

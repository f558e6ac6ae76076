using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>The Quickstart's workload, run once against the real Collector, with books that know the features too.</summary>
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

    /// <summary>The label <c>job</c> of all its series.</summary>
    public string Job { get; }

    /// <summary>The books of the provider, one for each feature.</summary>
    public IReadOnlyList<BillingLedger> Books { get; }

    /// <summary>Makes calls, ends the app, and waits until its metrics have arrived.</summary>
    /// <param name="job">The name of the app.</param>
    /// <param name="protocol">The protocol as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> has it.</param>
    /// <param name="calls">How many calls.</param>
    /// <param name="errorPercent">How many of a hundred calls fail.</param>
    /// <param name="backend">Where the metrics go.</param>
    /// <param name="cancellationToken">Ends the run.</param>
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

        // A provider for each feature: its books are the feature's, whatever the meter says.
        var providers = new Dictionary<string, ProviderSimulator>();

        try
        {
            foreach (var feature in FeatureRouter.Features.Values)
            {
                providers[feature] = await ProviderSimulator.StartAsync(Seed, errorPercent, new HurriedTime(), cancellationToken);
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

    /// <summary>The tokens of all calls that were answered in full, summed by labels as the provider's books have it.</summary>
    public SortedDictionary<string, long> TokensBy(params string[] labels) => new(
        _bill.GroupBy(line => Key(labels, label => line[label]), line => line.Tokens)
            .ToDictionary(group => group.Key, group => group.Sum()),
        StringComparer.Ordinal);

    /// <summary>What these tokens cost in USD, exact.</summary>
    public SortedDictionary<string, decimal> CostBy(params string[] labels) => new(
        _bill.GroupBy(line => Key(labels, label => line[label]), line => line.Cost)
            .ToDictionary(group => group.Key, group => group.Sum()),
        StringComparer.Ordinal);

    /// <summary>A metric of this app summed by labels as Prometheus has it.</summary>
    /// <param name="metric">The name of the metric.</param>
    /// <param name="matchers">Which of its series to sum, such as <c>error_type=""</c>; empty for all.</param>
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

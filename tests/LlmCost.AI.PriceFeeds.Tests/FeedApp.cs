using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>An app with one feed, whose clock the test controls.</summary>
internal sealed class FeedApp : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider _services;
    private readonly PriceFeedService _service;
    private readonly MetricCollector<long> _updates;

    static FeedApp() =>
        // A remote proxy cannot reach the loopback addresses of this machine.
        HttpClient.DefaultProxy = new WebProxy { BypassProxyOnLocal = true };

    private FeedApp(Uri feed, string directory, Action<CostMeteringOptions>? metering, Action<PriceFeedsOptions>? feeds)
    {
        _services = new ServiceCollection()
            .AddMetrics()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(Logs)))
            .AddCostMetering(options =>
            {
                options.SemanticConventions = GenAIMetricConventions.None;
                metering?.Invoke(options);
            })
            .AddPriceFeeds(options =>
            {
                options.Directory = directory;
                options.Sources.Add(new PriceFeedOptions { Url = feed.AbsoluteUri, Interval = TimeSpan.FromHours(1) });
                feeds?.Invoke(options);
            })
            .Services
            // The delay between retries is short. It is real time, which the clock of the test cannot skip.
            .ConfigureAll<HttpStandardResilienceOptions>(options => options.Retry.Delay = TimeSpan.FromMilliseconds(10))
            .BuildServiceProvider();
        _service = ActivatorUtilities.CreateInstance<PriceFeedService>(_services, Time);
        _updates = new MetricCollector<long>(
            _services.GetRequiredService<IMeterFactory>(), LlmCostTelemetry.MeterName, "llmcost.price_list.updates");
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public FakeLogCollector Logs { get; } = new();

    public CostMeter Meter => _services.GetRequiredService<CostMeter>();

    /// <summary>Gets the outcomes of the updates so far.</summary>
    public IEnumerable<string> Outcomes =>
        _updates.GetMeasurementSnapshot().Select(point => (string)point.Tags["llmcost.price_list.update.outcome"]!);

    public static async Task<FeedApp> StartAsync(
        Uri feed, string directory, Action<CostMeteringOptions>? metering = null, Action<PriceFeedsOptions>? feeds = null)
    {
        var app = new FeedApp(feed, directory, metering, feeds);
        await app._service.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Returns the current input price of an OpenAI model, in USD per million tokens.</summary>
    public decimal? InputPrice(string model) => Match(model)?.Prices.At(Time.GetUtcNow())?.Rates.Input;

    public PriceMatch? Match(string model) => Meter.Prices.Current.Find("openai", model, null);

    /// <summary>Advances the clock until the given number of updates have completed.</summary>
    public Task UpdatedAsync(int count) => UntilAsync(() => Outcomes.Count() >= count);

    /// <summary>Advances the clock in steps until a condition is met.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_deadline);
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
            Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _updates.Dispose();
        await _services.DisposeAsync();
    }
}

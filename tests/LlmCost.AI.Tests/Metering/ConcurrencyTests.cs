using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>
/// Makes many concurrent calls while prices, options and exporters change. At the end, every sum is exact, to the last token and
/// the last digit.
/// </summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Calls = 2_000;
    private const string Model = "m";

    private static readonly string[] s_features = ["chat", "summarize", "translate", "search"];

    private readonly TestMeter _meter = new(Configure);
    private readonly MetricSums _metrics;
    private readonly CostSums _observed = new();

    public ConcurrencyTests() => _metrics = new MetricSums(_meter.MeterFactory);

    public static TheoryData<int> Degrees => [2, 8, 64];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _metrics.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [MemberData(nameof(Degrees))]
    public async Task CallsOnOneClient_StreamedAndNot_AddUpInEverySum(int degree)
    {
        using var client = _meter.Client(new Provider());
        using var all = CostTally.Begin();

        var tallies = await RunAsync(client, degree);

        AssertEverySum(all, tallies);
        Assert.Equal(Enumerable.Range(0, Calls).Where(call => !Fails(call)).Sum(call => CostOf(call)), all.Cost);
    }

    [Theory]
    [MemberData(nameof(Degrees))]
    public async Task ConcurrentChangesOfPricesAndOptions_KeepEverySumExact(int degree)
    {
        using var client = _meter.Client(new Provider());
        using var all = CostTally.Begin();
        using var stop = new CancellationTokenSource();
        var changes = Task.Run(() => Change(stop.Token), Token);

        var tallies = await RunAsync(client, degree);
        await stop.CancelAsync();
        await changes;

        AssertEverySum(all, tallies);
    }

    [Theory]
    [MemberData(nameof(Degrees))]
    public async Task ConcurrentHoldsAndReleasesOfNewSeries_NeitherLoseNorDuplicateValues(int degree)
    {
        using var client = _meter.Client(new Provider());
        using var all = CostTally.Begin();
        using var stop = new CancellationTokenSource();
        var exports = Task.Run(() => Export(stop.Token), Token);

        var tallies = await RunAsync(client, degree);
        await stop.CancelAsync();
        await exports;

        AssertEverySum(all, tallies);
    }

    [Fact]
    public async Task DisposalOfTheMeterDuringCalls_DoesNotAffectTheCalls()
    {
        using var client = _meter.Client(new Provider());
        var calls = RunAsync(client, degree: 8);

        _meter.Meter.Dispose();
        await calls;

        Assert.Equal(Calls, _meter.Observer.Records.Count);
    }

    private static void Configure(CostMeteringOptions options)
    {
        // Prices of 0.25 and 0.5 USD per token have exact binary representations, so sums of doubles are exact.
        options.Prices.Add(new ModelPriceOptions { Provider = "openai", Model = Model, Input = 250_000, Output = 500_000 });
        options.MetricTags.Add("team");
        options.MaxTagValues = 20;
    }

    private static bool Fails(int call) => call % 17 is 0;

    private static (long Input, long Output) TokensOf(int call) => (1 + (call % 7), call % 3);

    private static decimal CostOf(int call) => (TokensOf(call).Input * 0.25m) + (TokensOf(call).Output * 0.5m);

    private static async Task<IReadOnlyList<(string Feature, CostTally Tally)>> RunAsync(IChatClient client, int degree)
    {
        var next = -1;
        var workers = Enumerable.Range(0, degree).Select(worker => Task.Run(
            async () =>
            {
                using var team = CostScope.Begin(tags: ("team", $"team-{worker}"));
                List<(string, CostTally)> tallies = [];
                while (Interlocked.Increment(ref next) is < Calls and var call)
                {
                    var feature = s_features[call % s_features.Length];
                    using var scope = CostScope.Begin(feature);
                    using var tally = CostTally.Begin();
                    await AskAsync(client, call);
                    tallies.Add((feature, tally));
                }

                return tallies;
            },
            Token));
        return [.. (await Task.WhenAll(workers)).SelectMany(tallies => tallies)];
    }

    private static async Task AskAsync(IChatClient client, int call)
    {
        var options = new ChatOptions { ModelId = Model, Seed = call };
        try
        {
            await Call.MakeAsync(client, streamed: call % 2 is 0, options);
        }
        catch (HttpRequestException)
        {
            Assert.True(Fails(call));
        }
    }

    /// <summary>Continuously changes prices and options, as an operator might.</summary>
    private void Change(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var price = 125_000 << (i % 3);
            _meter.Meter.Apply(() =>
            {
                var options = new CostMeteringOptions
                {
                    SemanticConventions = GenAIMetricConventions.None,
                    MaxTagValues = s_features.Length + (i % 40),
                };
                options.MetricTags.Add("team");
                options.Prices.Add(new ModelPriceOptions { Provider = "openai", Model = Model, Input = price, Output = price });
                return options;
            });
            _meter.Meter.Prices.PublishFiles(
                new PublishedPrices(i % 2 is 0 ? [] : [_meter.Meter.Prices.Catalog with { Name = "file" }], []));
        }
    }

    /// <summary>
    /// Acts like an exporter that restarts from time to time: holds back new series, exports them at zero, then releases them.
    /// </summary>
    private void Export(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var gate = _meter.Meter.HoldNewSeries();
            for (var i = 0; i < 20; i++)
            {
                gate.Release(static () => { });
            }
        }
    }

    private void AssertEverySum(CostTally all, IReadOnlyList<(string Feature, CostTally Tally)> tallies)
    {
        foreach (var record in _meter.Observer.Records)
        {
            _observed.Add(record.Feature!, record.Usage.Total, record.Cost?.Total ?? 0);
        }

        var tallied = new CostSums();
        foreach (var (feature, tally) in tallies)
        {
            Assert.Equal(1, tally.Calls);
            tallied.Add(feature, tally.Usage.Total, tally.Cost ?? 0);
        }

        Assert.Equal(Calls, _observed.ByFeature.Values.Sum(sum => sum.Calls));
        Assert.Equal(
            Enumerable.Range(0, Calls).Where(call => !Fails(call)).Sum(call => TokensOf(call).Input + TokensOf(call).Output),
            all.Usage.Total);
        Assert.Equal(_observed.ByFeature, tallied.ByFeature);
        Assert.Equal(_observed.ByFeature, _metrics.ByFeature);
        Assert.Equal(Calls, all.Calls);
        Assert.Equal(_observed.ByFeature.Values.Sum(sum => sum.Cost), all.Cost);
    }

    private sealed record Sum(long Calls, long Tokens, decimal Cost);

    private sealed class CostSums
    {
        public SortedDictionary<string, Sum> ByFeature { get; } = [];

        public void Add(string feature, long tokens, decimal cost)
        {
            var sum = ByFeature.GetValueOrDefault(feature) ?? new Sum(0, 0, 0);
            ByFeature[feature] = new Sum(sum.Calls + 1, sum.Tokens + tokens, sum.Cost + cost);
        }
    }

    /// <summary>Sums the metrics by feature, as a backend would.</summary>
    private sealed class MetricSums : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<(string Instrument, string Feature), double> _sums = [];
        private readonly MeterListener _listener = new();

        public MetricSums(IMeterFactory factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory
                    && instrument.Name is "llmcost.calls" or "llmcost.usage.tokens" or "llmcost.usage.cost")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public SortedDictionary<string, Sum> ByFeature
        {
            get
            {
                lock (_lock)
                {
                    return new(_sums.Keys.Select(key => key.Feature).Distinct().ToDictionary(
                        feature => feature,
                        feature => new Sum(
                            (long)Of("llmcost.calls", feature),
                            (long)Of("llmcost.usage.tokens", feature),
                            (decimal)Of("llmcost.usage.cost", feature))));
                }
            }
        }

        public void Dispose() => _listener.Dispose();

        private double Of(string instrument, string feature) => _sums.GetValueOrDefault((instrument, feature));

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, feature) in tags)
            {
                if (name is "llmcost.feature")
                {
                    lock (_lock)
                    {
                        var key = (instrument.Name, (string)feature!);
                        _sums[key] = _sums.GetValueOrDefault(key) + value;
                    }
                }
            }
        }
    }

    /// <summary>A provider whose usage is derived from the number of the call.</summary>
    private sealed class Provider : IChatClient
    {
        private readonly ChatClientMetadata _metadata = new("openai", null, Model);

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var call = (int)options!.Seed!;
            return Fails(call)
                ? throw new HttpRequestException()
                : new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello."))
                {
                    ModelId = Model,
                    ResponseId = $"r-{call}",
                    Usage = Usage(call),
                };
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var call = (int)options!.Seed!;
            await Task.Yield();
            if (Fails(call))
            {
                throw new HttpRequestException();
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, "Hello.") { ModelId = Model, ResponseId = $"r-{call}" };
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage(call))])
            {
                ModelId = Model,
                ResponseId = $"r-{call}",
            };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? _metadata : null;

        public void Dispose()
        {
        }

        private static UsageDetails Usage(int call)
        {
            var (input, output) = TokensOf(call);
            return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
        }
    }
}

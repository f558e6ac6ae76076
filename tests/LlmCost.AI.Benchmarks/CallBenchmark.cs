using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>What does metering add to a call, beside what <c>UseOpenTelemetry()</c> adds, with a metrics pipeline listening to both?</summary>
[MemoryDiagnoser]
public class CallBenchmark : IDisposable
{
    private const string TheirMeter = "Experimental.Microsoft.Extensions.AI";

    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly CostMeter _costMeter = new(new CostMeteringOptions { SemanticConventions = SemanticConventions.None });

    private ReadyChatClient _bare = null!;
    private IChatClient _openTelemetry = null!;
    private IChatClient _costMetering = null!;
    private IChatClient _both = null!;
    private MeterProvider _provider = null!;

    /// <summary>How many updates the streamed answer has.</summary>
    [Params(200)]
    public int Updates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _bare = new ReadyChatClient(Updates);
        _openTelemetry = new ReadyChatClient(Updates).AsBuilder().UseOpenTelemetry().Build();
        _costMetering = new ReadyChatClient(Updates).AsBuilder().UseCostMetering(_costMeter).Build();
        _both = new ReadyChatClient(Updates).AsBuilder().UseOpenTelemetry().UseCostMetering(_costMeter).Build();
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(TheirMeter)
            .AddLlmCostInstrumentation()
            .AddReader(new BaseExportingMetricReader(new NullExporter()))
            .Build();
    }

    [Benchmark(Baseline = true)]
    public Task<ChatResponse> Bare() => _bare.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseOpenTelemetry() => _openTelemetry.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseCostMetering() => _costMetering.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> Both() => _both.GetResponseAsync(_messages);

    [Benchmark]
    public Task<int> StreamBare() => ReadAsync(_bare);

    [Benchmark]
    public Task<int> StreamUseOpenTelemetry() => ReadAsync(_openTelemetry);

    [Benchmark]
    public Task<int> StreamUseCostMetering() => ReadAsync(_costMetering);

    [GlobalCleanup]
    public void Dispose()
    {
        _provider?.Dispose();
        _costMeter.Dispose();
        _openTelemetry?.Dispose();
        _costMetering?.Dispose();
        _both?.Dispose();
        _bare?.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<int> ReadAsync(IChatClient client)
    {
        var count = 0;
        await foreach (var _ in client.GetStreamingResponseAsync(_messages))
        {
            count++;
        }

        return count;
    }

    private sealed class NullExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}

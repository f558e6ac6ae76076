using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Measures the time that metering adds to a call, compared with <c>UseOpenTelemetry()</c>. A metrics pipeline collects the
/// metrics of both.
/// </summary>
[MemoryDiagnoser]
public class CallBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private readonly Clients _standard = new(conventions: GenAIMetricConventions.V1_41);
    private CapturedRecords _ours = null!;
    private CapturedRecords _all = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _clients.Listen();
        UseCostMetering().GetAwaiter().GetResult();
        UseCostMeteringWithStandardMetrics().GetAwaiter().GetResult();
        _clients.Release();
        _ours = CapturedRecords.Of(() => UseCostMetering().GetAwaiter().GetResult());
        _all = CapturedRecords.Of(() => UseCostMeteringWithStandardMetrics().GetAwaiter().GetResult());
        var theirs = CapturedRecords.Of(() => UseOpenTelemetry().GetAwaiter().GetResult());
        Console.WriteLine(
            $"// Points of a call: UseOpenTelemetry() {theirs.Count}, UseCostMetering() {_ours.Count}, " +
            $"with standard metrics {_all.Count}");
    }

    [Benchmark(Baseline = true)]
    public Task<ChatResponse> Bare() => _clients.Bare.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseOpenTelemetry() => _clients.OpenTelemetry.GetResponseAsync(_messages);

    /// <summary>Records the measurements of <see cref="UseCostMetering"/> with prepared tags, and does nothing else.</summary>
    [Benchmark]
    public void Limit() => _ours.Replay();

    [Benchmark]
    public Task<ChatResponse> UseCostMetering() => _clients.CostMetering.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> Both() => _clients.Both.GetResponseAsync(_messages);

    /// <summary>Records the measurements of <see cref="UseCostMeteringWithStandardMetrics"/> with prepared tags.</summary>
    [Benchmark]
    public void LimitWithStandardMetrics() => _all.Replay();

    /// <summary>
    /// Meters calls and also emits the metrics of <c>UseOpenTelemetry()</c>, as in an app that does not call that method.
    /// </summary>
    [Benchmark]
    public Task<ChatResponse> UseCostMeteringWithStandardMetrics() => _standard.CostMetering.GetResponseAsync(_messages);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        _standard.Dispose();
        GC.SuppressFinalize(this);
    }
}

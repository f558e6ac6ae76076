using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>What does metering add to a call, beside what <c>UseOpenTelemetry()</c> adds, with a metrics pipeline listening to both?</summary>
[MemoryDiagnoser]
public class CallBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private CapturedRecords _ours = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _clients.Listen();
        _ours = CapturedRecords.Of(LlmCostTelemetry.MeterName, () => UseCostMetering().GetAwaiter().GetResult());
        var theirs = CapturedRecords.Of(Clients.TheirMeter, () => UseOpenTelemetry().GetAwaiter().GetResult());
        Console.WriteLine($"// Points of a call: UseCostMetering() {_ours.Count}, UseOpenTelemetry() {theirs.Count}");
    }

    [Benchmark(Baseline = true)]
    public Task<ChatResponse> Bare() => _clients.Bare.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseOpenTelemetry() => _clients.OpenTelemetry.GetResponseAsync(_messages);

    /// <summary>The same points as those of <see cref="UseCostMetering"/>, recorded with ready tags, and nothing else.</summary>
    [Benchmark]
    public void Limit() => _ours.Replay();

    [Benchmark]
    public Task<ChatResponse> UseCostMetering() => _clients.CostMetering.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> Both() => _clients.Both.GetResponseAsync(_messages);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }
}

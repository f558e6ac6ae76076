using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Measures the memory that metering allocates for a call whose response arrives asynchronously, as over a network.
/// </summary>
/// <remarks>
/// Only the allocated bytes are meaningful. Most of the measured time is spent in the thread pool, which resumes the awaiting
/// code.
/// </remarks>
[MemoryDiagnoser]
public class LateCallBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new(isLate: true);

    [GlobalSetup]
    public void SetUp()
    {
        _clients.Listen();
        UseCostMetering().GetAwaiter().GetResult();
        _clients.Release();
    }

    [Benchmark(Baseline = true)]
    public Task<ChatResponse> Bare() => _clients.Bare.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> PlainStage() => _clients.PlainStage.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseOpenTelemetry() => _clients.OpenTelemetry.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseCostMetering() => _clients.CostMetering.GetResponseAsync(_messages);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }
}

using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Does a call take longer within more scopes?</summary>
[MemoryDiagnoser]
[MinColumn]
public class ScopeGrowthBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private ExecutionContext _withinAll = null!;

    /// <summary>How many scopes are around a call.</summary>
    [Params(1, 1_000)]
    public int Scopes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _clients.Listen();
        for (var i = 0; i < Scopes; i++)
        {
            CostScope.Begin("summarize", ("team", "search"));
        }

        _withinAll = ExecutionContext.Capture()!;
        UseCostMetering();
        _clients.Release();
    }

    [Benchmark]
    public void UseCostMetering() => ExecutionContext.Run(
        _withinAll, static state => _ = ((ScopeGrowthBenchmark)state!)._clients.CostMetering.GetResponseAsync(((ScopeGrowthBenchmark)state)._messages), this);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }
}

using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures whether a call takes longer inside more nested scopes.</summary>
[MemoryDiagnoser]
[MinColumn]
public class ScopeGrowthBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private ExecutionContext _withinAll = null!;

    /// <summary>Gets or sets the number of nested scopes.</summary>
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
        _withinAll,
        static state =>
        {
            var self = (ScopeGrowthBenchmark)state!;
            _ = self._clients.CostMetering.GetResponseAsync(self._messages);
        },
        this);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }
}

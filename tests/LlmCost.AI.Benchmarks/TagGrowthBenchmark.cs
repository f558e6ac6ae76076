using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures whether calls take longer, or retain more memory, if a tag has more distinct values.</summary>
/// <remarks>Values beyond the limit, which is 200 by default, become <c>other</c> and are not stored.</remarks>
[MemoryDiagnoser]
[MinColumn]
public class TagGrowthBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private string[] _features = null!;
    private int _next;

    /// <summary>Gets or sets the number of distinct features.</summary>
    [Params(1, 100, 1_000_000)]
    public int Features { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _clients.Listen();
        _features = [.. Enumerable.Range(0, Features).Select(i => $"feature-{i}")];
        UseCostMetering().GetAwaiter().GetResult();
        _clients.Release();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Features; i++)
        {
            UseCostMetering().GetAwaiter().GetResult();
        }

        _clients.Release();
        var retained = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024;
        Console.WriteLine($"// Retained after {Features:N0} features: {retained:N0} KiB");
    }

    [Benchmark]
    public Task<ChatResponse> UseCostMetering()
    {
        _next = _next + 1 < _features.Length ? _next + 1 : 0;
        using (CostScope.Begin(_features[_next]))
        {
            return _clients.CostMetering.GetResponseAsync(_messages);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }
}

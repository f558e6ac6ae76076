using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures whether a call takes longer with a larger catalog.</summary>
[MemoryDiagnoser]
[MinColumn]
public class CatalogGrowthBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private PriceCatalog _catalog = null!;
    private Clients _clients = null!;

    /// <summary>Gets or sets the number of models in the catalog.</summary>
    [Params(10, 10_000)]
    public int Models { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        const string Prices = """{"prices":[{"price":{"input":1.25,"inputCacheRead":0.125,"output":10}}]}""";
        var models = Enumerable.Range(1, Models - 1)
            .Select(i => $"model-{i}")
            .Append("gpt-5.1")
            .Select(name => $"\"{name}\":{Prices}");
        var json = $$$"""
            {"provider":"openai","source":"https://example.com","checked":"2026-11-24",
            "models":{ {{{string.Join(',', models)}}} } }
            """;
        _catalog = NativePriceFileReader.Read("catalog.json", Encoding.UTF8.GetBytes(json), ExchangeRates.None);
        _clients = new Clients(catalog: _catalog);
        _clients.Listen();
        UseCostMetering().GetAwaiter().GetResult();
        _clients.Release();
    }

    [Benchmark]
    public Task<ChatResponse> UseCostMetering() => _clients.CostMetering.GetResponseAsync(_messages);

    /// <summary>Finds a model whose price is not cached from an earlier call.</summary>
    [Benchmark]
    public bool FindAFirstSeenModel() => _catalog.TryGetPrice("openai", "gpt-5.1-2025-11-13", DateTimeOffset.UnixEpoch, out _);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients?.Dispose();
        GC.SuppressFinalize(this);
    }
}

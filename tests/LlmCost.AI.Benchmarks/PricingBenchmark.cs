using BenchmarkDotNet.Attributes;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Measures the time that it takes to find a price and to calculate a cost. <see cref="PricingPeers"/> compares it with
/// genai-prices.
/// </summary>
[MemoryDiagnoser]
public class PricingBenchmark
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenUsage s_usage = new()
    {
        Input = 86,
        InputCacheRead = 1_920,
        Output = 108,
        OutputReasoning = 192,
    };

    private readonly PriceCatalog _catalog = PriceCatalog.Default;
    private readonly PriceResolver _prices = new([PriceList.Catalog], PriceSettings.None);

    [Benchmark]
    public decimal KnownModel() =>
        _prices.Find("openai", "gpt-5.1", "gpt-5.1-2025-11-13")!.Prices.At(s_now)!.Calculate(s_usage).Total;

    [Benchmark]
    public decimal FirstSeenModel() =>
        _catalog.TryGetPrice("openai", "gpt-5.1-2025-11-13", s_now, out var price) ? price.Calculate(s_usage).Total : -1;
}

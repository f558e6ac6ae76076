using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures the time that metering adds to each update of a stream.</summary>
[MemoryDiagnoser]
public class StreamBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private Clients _clients = null!;

    /// <summary>Gets or sets the number of updates of the streamed response.</summary>
    [Params(200, 2_000)]
    public int Updates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _clients = new Clients(Updates);
        _clients.Listen();
    }

    [Benchmark(Baseline = true)]
    public Task<int> Bare() => ReadAsync(_clients.Bare);

    /// <summary>Measures a stage that forwards updates without reading them.</summary>
    [Benchmark]
    public Task<int> PlainStage() => ReadAsync(_clients.PlainStage);

    [Benchmark]
    public Task<int> UseOpenTelemetry() => ReadAsync(_clients.OpenTelemetry);

    [Benchmark]
    public Task<int> UseCostMetering() => ReadAsync(_clients.CostMetering);

    [GlobalCleanup]
    public void Dispose()
    {
        _clients?.Dispose();
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
}

using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures the memory that a call allocates if only one counter has a listener. The target is zero.</summary>
[MemoryDiagnoser]
public class CounterOnlyBenchmark : IDisposable
{
    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private readonly MeterListener _listener = new();
    private double _sum;

    [GlobalSetup]
    public void SetUp()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is CostMetricNames.Cost)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _sum += value);
        _listener.Start();
        UseCostMetering().GetAwaiter().GetResult();
        if (_sum is 0)
        {
            throw new InvalidOperationException($"The listener received no measurement of {CostMetricNames.Cost}.");
        }
    }

    [Benchmark(Baseline = true)]
    public Task<ChatResponse> Bare() => _clients.Bare.GetResponseAsync(_messages);

    [Benchmark]
    public Task<ChatResponse> UseCostMetering() => _clients.CostMetering.GetResponseAsync(_messages);

    [GlobalCleanup]
    public void Dispose()
    {
        _listener.Dispose();
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }
}

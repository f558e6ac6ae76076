using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures whether concurrent callers wait for each other in the meter.</summary>
/// <remarks>
/// The reported time is the elapsed time divided by the number of calls of all callers. With two cores, two callers should halve
/// this time.
/// </remarks>
[MemoryDiagnoser]
[MinColumn]
[ThreadingDiagnoser]
public class ContentionBenchmark : IDisposable
{
    private const int Calls = 64_000;

    private readonly ChatMessage[] _messages = [new(ChatRole.User, "What is it?")];
    private readonly Clients _clients = new();
    private CapturedRecords _ours = null!;

    /// <summary>Gets or sets the number of callers that share the client.</summary>
    [Params(1, 2, 8, 64)]
    public int Callers { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _clients.Listen();
        _clients.CostMetering.GetResponseAsync(_messages).GetAwaiter().GetResult();
        _clients.Release();
        _ours = CapturedRecords.Of(() => _clients.CostMetering.GetResponseAsync(_messages).GetAwaiter().GetResult());
    }

    /// <summary>Records the measurements of <see cref="UseCostMetering"/> with prepared tags.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public Task Limit() => Call(() =>
    {
        _ours.Replay();
        return Task.CompletedTask;
    });

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task UseOpenTelemetry() => Call(() => _clients.OpenTelemetry.GetResponseAsync(_messages));

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task UseCostMetering() => Call(() => _clients.CostMetering.GetResponseAsync(_messages));

    [GlobalCleanup]
    public void Dispose()
    {
        _clients.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task Call(Func<Task> call) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < Calls / Callers; i++)
        {
            await call();
        }
    })));
}

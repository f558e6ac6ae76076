using System.Collections.Concurrent;

namespace LlmCost.AI.Testing;

/// <summary>Collects the record of every metered call of a test.</summary>
/// <remarks>
/// In a unit test without a dependency injection container, pass <see cref="Meter"/> to <c>UseCostMetering()</c>. In an
/// integration test, register the collector: <c>services.AddCostMetering().AddObserver(collector)</c>. All members are
/// thread-safe.
/// </remarks>
/// <example>
/// <code>
/// using var costs = new CostCollector();
/// IChatClient client = new FakeChatClient("openai", "gpt-5.1").Answer("Bees make honey.", input: 1_200, output: 300)
///     .AsBuilder().UseCostMetering(costs.Meter).Build();
///
/// await client.GetResponseAsync("What do bees make?");
///
/// costs.ShouldStayBelow(0.02m);
/// </code>
/// </example>
public sealed class CostCollector : ICostObserver, IDisposable
{
    private readonly ConcurrentQueue<CostRecord> _records = new();
    private readonly Lazy<CostMeter> _meter;

    /// <summary>Initializes a new instance of the <see cref="CostCollector"/> class.</summary>
    /// <param name="options">The options of <see cref="Meter"/>, such as prices; <see langword="null"/> for the defaults.</param>
    public CostCollector(CostMeteringOptions? options = null) =>
        _meter = new Lazy<CostMeter>(() => new CostMeter(options, new ObserverServices(this)));

    /// <summary>Gets a meter whose records are collected. The meter is created on first use.</summary>
    public CostMeter Meter => _meter.Value;

    /// <summary>Gets the records so far, in the order in which the calls ended.</summary>
    public IReadOnlyList<CostRecord> Records => [.. _records];

    /// <summary>Adds a record. The meter calls this method after each call.</summary>
    /// <param name="record">The record.</param>
    public void OnRecorded(CostRecord record) => _records.Enqueue(record);

    /// <summary>Removes all records, for example to ignore the calls of a test's setup.</summary>
    public void Clear() => _records.Clear();

    /// <summary>Disposes <see cref="Meter"/>. The records remain available.</summary>
    public void Dispose()
    {
        if (_meter.IsValueCreated)
        {
            _meter.Value.Dispose();
        }
    }

    private sealed class ObserverServices(ICostObserver observer) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(IEnumerable<ICostObserver>) ? new[] { observer } : null;
    }
}

using System.Collections.Concurrent;

namespace LlmCost.AI.Tests;

/// <summary>Collects all records.</summary>
internal sealed class RecordingObserver : ICostObserver
{
    private readonly ConcurrentQueue<CostRecord> _records = new();

    public IReadOnlyCollection<CostRecord> Records => _records;

    public CostRecord Single => _records.Single();

    public void OnRecorded(CostRecord record) => _records.Enqueue(record);
}

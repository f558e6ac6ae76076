using System.Collections.Concurrent;

namespace LlmCost.AI.Tests;

/// <summary>Collects all records.</summary>
internal sealed class RecordList : ICostObserver
{
    private readonly ConcurrentQueue<CostRecord> _records = new();

    public IReadOnlyCollection<CostRecord> All => _records;

    public decimal Total => _records.Sum(record => record.Cost?.Total ?? 0);

    /// <summary>Removes all records.</summary>
    public void Clear() => _records.Clear();

    public void OnRecorded(CostRecord record) => _records.Enqueue(record);
}

namespace LlmCost.AI.Tests;

/// <summary>A destination in memory that can fail either before or after it stores a batch.</summary>
internal sealed class MemoryDestination : ILedgerDestination
{
    public string Name { get; init; } = "memory";

    public List<LedgerBatch> Batches { get; } = [];

    public IEnumerable<LedgerCall> Calls => Batches.SelectMany(batch => batch.Calls);

    public IEnumerable<LedgerGap> Gaps => Batches.SelectMany(batch => batch.Gaps);

    public bool FailsBefore { get; set; }

    public bool FailsAfter { get; set; }

    public Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default)
    {
        if (FailsBefore)
        {
            throw new TimeoutException("No answer.");
        }

        Batches.Add(batch);
        return FailsAfter ? throw new TimeoutException("No answer.") : Task.CompletedTask;
    }
}

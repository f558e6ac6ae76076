namespace LlmCost.AI.Tests;

/// <summary>A ledger of many machines that never answers with success.</summary>
internal sealed class UnreachableDestination : ILedgerDestination
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "unreachable";

    /// <summary>Gets a task that completes when something was forwarded to it.</summary>
    public Task Asked => _asked.Task;

    public Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default)
    {
        _asked.TrySetResult();
        return Task.FromException(new TimeoutException("No answer."));
    }
}

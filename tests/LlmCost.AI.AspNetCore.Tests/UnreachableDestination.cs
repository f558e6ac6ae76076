namespace LlmCost.AI.Tests;

/// <summary>Represents a ledger destination that fails whenever calls are forwarded to it.</summary>
internal sealed class UnreachableDestination : ILedgerDestination
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "unreachable";

    /// <summary>Gets a task that completes when calls have been forwarded to the destination for the first time.</summary>
    public Task Asked => _asked.Task;

    public Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default)
    {
        _asked.TrySetResult();
        return Task.FromException(new TimeoutException("No answer."));
    }
}

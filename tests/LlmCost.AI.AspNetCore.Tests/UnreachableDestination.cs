namespace LlmCost.AI.Tests;

/// <summary>Represents a destination for forwarded calls that always fails.</summary>
internal sealed class UnreachableDestination : ILedgerDestination
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "unreachable";

    /// <summary>Gets a task that completes when the first calls were forwarded to the destination.</summary>
    public Task Asked => _asked.Task;

    public Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default)
    {
        _asked.TrySetResult();
        return Task.FromException(new TimeoutException("No answer."));
    }
}

using System.Collections.Concurrent;

namespace LlmCost.AI.Tests;

/// <summary>Collects the events of budgets.</summary>
internal sealed class RecordingBudgetObserver : IBudgetObserver
{
    private readonly ConcurrentQueue<BudgetEvent> _events = new();

    public IReadOnlyList<BudgetEvent> All => [.. _events];

    /// <summary>Gets or sets the exception that the observer throws, or <see langword="null"/> for none.</summary>
    public Exception? Failure { get; set; }

    public void OnEvent(BudgetEvent budgetEvent)
    {
        _events.Enqueue(budgetEvent);
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}

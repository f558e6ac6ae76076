using System.Collections.Concurrent;

namespace LlmCost.AI.Tests;

/// <summary>Keeps the events of budgets.</summary>
internal sealed class RecordingBudgetObserver : IBudgetObserver
{
    private readonly ConcurrentQueue<BudgetEvent> _events = new();

    public IReadOnlyList<BudgetEvent> All => [.. _events];

    public void OnEvent(BudgetEvent budgetEvent) => _events.Enqueue(budgetEvent);
}

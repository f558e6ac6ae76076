namespace LlmCost.AI;

/// <summary>Receives the events of budgets. Register implementations as services.</summary>
/// <remarks>
/// An observer can't prevent an event. Observers are called synchronously, while calls and store commands wait, so they must be
/// fast and thread-safe. Exceptions are counted, logged once, and not passed to callers.
/// </remarks>
public interface IBudgetObserver
{
    /// <summary>Receives an event.</summary>
    /// <param name="budgetEvent">The event.</param>
    void OnEvent(BudgetEvent budgetEvent);
}

namespace LlmCost.AI;

/// <summary>Receives the events of budgets. Register implementations as services.</summary>
/// <remarks>
/// An observer can't prevent an event. Observers are called synchronously, while calls and store commands wait, so they must be
/// fast and thread-safe. Exceptions from observers are counted, logged once, and never passed to the code that makes the calls.
/// </remarks>
public interface IBudgetObserver
{
    /// <summary>Receives an event.</summary>
    /// <param name="budgetEvent">The event.</param>
    void OnEvent(BudgetEvent budgetEvent);
}

namespace LlmCost.AI;

/// <summary>Receives the events of budgets. Register implementations as services.</summary>
/// <remarks>
/// It can't veto. Members are called on the path of a call or of the store, so they must be fast and thread-safe. An exception is
/// counted and logged once, and reaches no caller.
/// </remarks>
public interface IBudgetObserver
{
    /// <summary>Receives an event.</summary>
    /// <param name="budgetEvent">The event.</param>
    void OnEvent(BudgetEvent budgetEvent);
}

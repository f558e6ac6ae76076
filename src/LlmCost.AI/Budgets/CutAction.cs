namespace LlmCost.AI;

/// <summary>Specifies how a streamed response ends that a budget cuts off.</summary>
public enum CutAction
{
    /// <summary>The stream throws a <see cref="BudgetExceededException"/>.</summary>
    Throw = 0,

    /// <summary>The stream ends with the finish reason <c>length</c>.</summary>
    End,
}

namespace LlmCost.AI;

/// <summary>Specifies how a streamed response ends if a budget cuts it off.</summary>
public enum CutAction
{
    /// <summary>The stream throws a <see cref="BudgetExceededException"/>.</summary>
    Throw = 0,

    /// <summary>The stream ends with the finish reason <c>length</c>.</summary>
    End,
}

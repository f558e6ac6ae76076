namespace LlmCost.AI;

/// <summary>Specifies the action for a call whose maximum output a budget must lower.</summary>
public enum CappedAction
{
    /// <summary>The call is made, and its response is marked.</summary>
    Mark = 0,

    /// <summary>The call is refused. Choose this action if a cache would store the shorter response.</summary>
    Throw,
}

namespace LlmCost.AI;

/// <summary>Specifies what happens to a call whose maximum output a budget has to lower.</summary>
public enum CappedAction
{
    /// <summary>The call is made, and its response is marked.</summary>
    Mark = 0,

    /// <summary>The call is refused. Choose this if a cache would keep the shorter answer.</summary>
    Throw,
}

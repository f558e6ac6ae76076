namespace LlmCost.AI;

/// <summary>Specifies what happens to a call without a value that a budget is split by, such as a user.</summary>
public enum MissingScopeAction
{
    /// <summary>The budget does not apply to the call.</summary>
    Skip = 0,

    /// <summary>All calls without a value share one counter.</summary>
    Shared,

    /// <summary>The call is refused.</summary>
    Refuse,
}

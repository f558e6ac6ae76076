namespace LlmCost.AI;

/// <summary>Specifies the action for a call that lacks a value by which a budget is split, such as a user.</summary>
public enum MissingScopeAction
{
    /// <summary>The budget does not apply to the call.</summary>
    Skip = 0,

    /// <summary>All calls without a value share one counter.</summary>
    Shared,

    /// <summary>The call is refused.</summary>
    Refuse,
}

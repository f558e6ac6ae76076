namespace LlmCost.AI;

/// <summary>A property by which the rows of a reconciliation are grouped.</summary>
public enum ReconciliationField
{
    /// <summary>The UTC day: for calls, the day on which they started; for the bill, the day of the line.</summary>
    Day = 0,

    /// <summary>The provider.</summary>
    Provider,

    /// <summary>The account: the provider's project, workspace, subscription or resource.</summary>
    Account,

    /// <summary>The model. If a bill line names no model, the name of its meter in brackets is used instead.</summary>
    Model,

    /// <summary>The unit, such as <c>input_cache_read</c>.</summary>
    Unit,
}

namespace LlmCost.AI;

/// <summary>A property by which the rows of a reconciliation are grouped.</summary>
public enum ReconciliationField
{
    /// <summary>The UTC day: the day on which calls started, and the day of the bill line.</summary>
    Day = 0,

    /// <summary>The provider.</summary>
    Provider,

    /// <summary>The account: the provider's project, workspace, subscription or resource.</summary>
    Account,

    /// <summary>The model, or the meter of the bill in brackets if the line names no model.</summary>
    Model,

    /// <summary>The unit, such as <c>input_cache_read</c>.</summary>
    Unit,
}

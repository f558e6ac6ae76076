namespace LlmCost.AI;

/// <summary>A property by which the rows of a reconciliation are grouped.</summary>
public enum ReconciliationField
{
    /// <summary>The day, UTC: that on which calls started, and that of the bill.</summary>
    Day = 0,

    /// <summary>The provider.</summary>
    Provider,

    /// <summary>The account: the provider's project, workspace, subscription or resource.</summary>
    Account,

    /// <summary>The model, or the meter of the bill in brackets if it names no model.</summary>
    Model,

    /// <summary>The unit, such as <c>input_cache_read</c>.</summary>
    Unit,
}

namespace LlmCost.AI;

/// <summary>The possible contents of the column <c>BilledCost</c> of a FOCUS export.</summary>
public enum FocusBilledCost
{
    /// <summary>
    /// Always 0, because the export is not an invoice. Together with the provider's own file, the cost would be counted twice.
    /// </summary>
    Zero,

    /// <summary>The metered cost, for tools that read this export only.</summary>
    Metered,
}

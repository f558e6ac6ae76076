namespace LlmCost.AI;

/// <summary>What the column <c>BilledCost</c> of a FOCUS export contains.</summary>
public enum FocusBilledCost
{
    /// <summary>0, because the export is no invoice: next to a provider's own file, the cost would be counted twice.</summary>
    Zero,

    /// <summary>The metered cost, for tools that read this export only.</summary>
    Metered,
}

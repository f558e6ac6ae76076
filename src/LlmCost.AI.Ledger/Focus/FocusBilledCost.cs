namespace LlmCost.AI;

/// <summary>The possible contents of the column <c>BilledCost</c> of a FOCUS export.</summary>
public enum FocusBilledCost
{
    /// <summary>
    /// Always 0, because the export is not an invoice. A tool that also reads the provider's own file would count the cost twice.
    /// </summary>
    Zero,

    /// <summary>The metered cost, for tools that read this export only.</summary>
    Metered,
}

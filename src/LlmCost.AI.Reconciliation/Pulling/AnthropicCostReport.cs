namespace LlmCost.AI;

/// <summary>The reports from which <see cref="AnthropicBillSource"/> can read costs.</summary>
public enum AnthropicCostReport
{
    /// <summary>Costs are not read.</summary>
    None = 0,

    /// <summary>The report of costs, by workspace and description. Whole past days.</summary>
    Cost,

    /// <summary>
    /// The analytics, a beta: costs and requests by workspace, API key, model, service tier and region, for days from 2026-01-01.
    /// The only report with costs by key. Usage is read from the analytics, too, which accept a key without the permissions of an
    /// admin.
    /// </summary>
    Analytics,
}

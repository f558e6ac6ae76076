namespace LlmCost.AI;

/// <summary>The reports from which <see cref="AnthropicBillSource"/> can read costs.</summary>
public enum AnthropicCostReport
{
    /// <summary>Costs are not read.</summary>
    None = 0,

    /// <summary>The report of costs, by workspace and description. Whole past days.</summary>
    Cost,

    /// <summary>
    /// The analytics (beta): costs and requests by workspace, API key, model, service tier and region, from 2026-01-01. It is the
    /// only report with costs by API key. Usage is then also read from the analytics, which accept a key without admin
    /// permissions.
    /// </summary>
    Analytics,
}

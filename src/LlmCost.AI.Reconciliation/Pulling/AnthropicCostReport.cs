namespace LlmCost.AI;

/// <summary>The reports from which <see cref="AnthropicBillSource"/> can read costs.</summary>
public enum AnthropicCostReport
{
    /// <summary>Costs are not read.</summary>
    None = 0,

    /// <summary>The cost report, by workspace and description. It contains only completed days.</summary>
    Cost,

    /// <summary>
    /// The analytics API (beta): costs and requests by workspace, API key, model, service tier and region, from 2026-01-01. It is
    /// the only report with costs by API key. With this value, usage is also read from the analytics API, which accepts a key
    /// without admin permissions.
    /// </summary>
    Analytics,
}

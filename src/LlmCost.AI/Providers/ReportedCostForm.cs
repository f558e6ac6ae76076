namespace LlmCost.AI;

/// <summary>Where a usage contains the cost that its provider reports.</summary>
internal enum ReportedCostForm
{
    /// <summary><c>cost</c> in USD, to which the cost of the user's own key is added: OpenRouter and Vercel's gateway.</summary>
    Usd,

    /// <summary><c>cost.total_cost</c> in USD: Perplexity.</summary>
    TotalCost,

    /// <summary><c>cost_in_usd_ticks</c> in ten-billionths of a USD: xAI.</summary>
    UsdTicks,
}

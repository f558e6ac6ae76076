namespace LlmCost.AI;

/// <summary>The forms in which a usage object contains the cost that the provider reports.</summary>
internal enum ReportedCostForm
{
    /// <summary>
    /// <c>cost</c> in USD, plus the cost that the provider behind the gateway bills to the caller's own key. OpenRouter and
    /// Vercel's gateway use this form.
    /// </summary>
    Usd,

    /// <summary><c>cost.total_cost</c> in USD: Perplexity.</summary>
    TotalCost,

    /// <summary><c>cost_in_usd_ticks</c> in ten-billionths of a USD. xAI uses this form.</summary>
    UsdTicks,
}

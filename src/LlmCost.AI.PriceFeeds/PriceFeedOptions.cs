namespace LlmCost.AI;

/// <summary>A price list on the network.</summary>
public sealed class PriceFeedOptions
{
    /// <summary>
    /// The address, which begins with <c>https://</c>; <c>http://</c> is accepted for this machine alone. The list may be in our own format, LiteLLM's
    /// <c>model_prices_and_context_window.json</c> or genai-prices' <c>data.json</c>, which is told by its content. Required.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>How often it is asked for news, from 1 minute to 30 days; up to a tenth of it is added at random. Default: 6 hours.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);
}

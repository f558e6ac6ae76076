namespace LlmCost.AI;

/// <summary>Contains what a new price list is reviewed against.</summary>
/// <param name="Below">The list with the previous prices of models that are new to a feed.</param>
/// <param name="Limits">The changes that take effect without a person.</param>
/// <param name="ToUsd">The exchange rates of other currencies to USD.</param>
/// <param name="Now">The current time.</param>
internal sealed record PriceReviewContext(IPriceTable Below, PriceChangeLimits Limits, ExchangeRates ToUsd, DateTimeOffset Now);

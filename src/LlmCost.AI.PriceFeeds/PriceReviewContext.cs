namespace LlmCost.AI;

/// <summary>What a new price list is judged by.</summary>
/// <param name="Below">The list that has the price of models that a feed does not have yet.</param>
/// <param name="Limits">What may change without a person.</param>
/// <param name="ToUsd">What currencies other than USD are worth.</param>
/// <param name="Now">The present.</param>
internal sealed record PriceReviewContext(IPriceTable Below, PriceChangeLimits Limits, ExchangeRates ToUsd, DateTimeOffset Now);

using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>The value of one unit of each currency, in USD.</summary>
internal sealed class ExchangeRates(IEnumerable<KeyValuePair<string, decimal>> toUsd)
{
    private readonly FrozenDictionary<string, decimal> _toUsd = toUsd.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>No currencies other than USD.</summary>
    public static ExchangeRates None { get; } = new([]);

    /// <summary>
    /// Returns the rate of a currency, or <see langword="null"/> if it has none. If no currency is given, it is USD, whose rate
    /// is 1.
    /// </summary>
    public decimal? Of(string? currency) =>
        currency is null || currency.Equals(Usd, StringComparison.OrdinalIgnoreCase) ? 1
        : _toUsd.TryGetValue(currency, out var rate) ? rate
        : null;

    /// <summary>Converts a price in another currency to USD.</summary>
    public static ModelPrice ToUsd(ModelPrice price, decimal rate) => rate is 1 ? price : price with
    {
        Rates = Times(price.Rates, rate),
        Variants = [.. price.Variants.Select(variant => variant with { Rates = Times(variant.Rates, rate) })],
        Fees = [.. price.Fees.Select(fee => fee with { Amount = fee.Amount * rate })],
    };

    private const string Usd = "USD";

    private static TokenRates Times(TokenRates rates, decimal factor) => TokenRates.Create(kind => rates[kind] * factor);
}

using System.Globalization;

namespace LlmCost.AI;

/// <summary>Finds options that are valid but look like mistakes.</summary>
/// <remarks>
/// These options are not errors, because an app can choose any names for its own endpoints and models, and any prices.
/// </remarks>
internal static class DoubtfulOptions
{
    /// <summary>
    /// If a custom price differs from the list price by this factor or more, it is most likely in another unit. For example, a
    /// price per thousand tokens differs by a factor of 1,000, apart from a discount or mark-up.
    /// </summary>
    private const double ImplausibleFactor = 500;

    /// <summary>
    /// If a custom price differs from the list price by this factor or more, it is most likely a price per token, not per
    /// thousand tokens.
    /// </summary>
    private const double PerTokenFactor = 30_000;

    /// <summary>Returns the doubtful options.</summary>
    /// <param name="options">The options, which must be valid.</param>
    /// <param name="prices">The prices in effect with these options.</param>
    /// <param name="now">The time for which list prices are looked up, to compare custom prices with them.</param>
    public static IEnumerable<DoubtfulOption> In(CostMeteringOptions options, PriceSnapshot prices, DateTimeOffset now) =>
        [.. Providers(options, prices), .. Models(options, prices), .. Rates(options, prices, now)];

    private static IEnumerable<DoubtfulOption> Providers(CostMeteringOptions options, PriceSnapshot prices) =>
        from one in ConfiguredProviders.In(options)
        let nearest = prices.NearestProvider(one.Provider)
        where nearest is not null
        select new DoubtfulOption(
            one.Key, $"names provider '{one.Provider}', which is unknown. Did you mean '{nearest}'?");

    private static IEnumerable<DoubtfulOption> Models(CostMeteringOptions options, PriceSnapshot prices)
    {
        var custom = options.Prices.Select(price => ModelId.Normalize(price.Model)).ToHashSet();
        (string Key, string? Provider, string? Model)[] models =
        [
            .. options.Prices.Select((price, i) => ($"{nameof(options.Prices)}:{i}:Model", price.Provider, price.Model))
                .Where(price => prices.ModelBehind(ModelId.Normalize(price.Model)) is null),
            .. options.Adjustments.Select((one, i) => ($"{nameof(options.Adjustments)}:{i}:Model", one.Provider, one.Model)),
            .. options.Deployments
                .Where(pair => !custom.Contains(ModelId.Normalize(pair.Value)))
                .Select(pair => ($"{nameof(options.Deployments)}:{pair.Key}", (string?)null, pair.Value)),
        ];
        return
            from one in models
            where !string.IsNullOrWhiteSpace(one.Model) && one.Model != ProviderPrices.AnyModel
            let nearest = prices.NearestModel(one.Provider, one.Model)
            where nearest is not null
            select new DoubtfulOption(
                $"{CostMeteringOptions.SectionName}:{one.Key}",
                $"names model '{one.Model}', which is in no price list. Did you mean '{nearest}'?");
    }

    private static IEnumerable<DoubtfulOption> Rates(CostMeteringOptions options, PriceSnapshot prices, DateTimeOffset now)
    {
        var toUsd = new ExchangeRates(options.ExchangeRates);
        for (var i = 0; i < options.Prices.Count; i++)
        {
            var price = options.Prices[i];
            var model = prices.ModelBehind(ModelId.Normalize(price.Model)) ?? price.Model!;
            if (prices.FindListed(price.Provider, model)?.At(now)?.Rates is { } listed
                && Implausible(price.ToCustomPrice(toUsd).Price.Rates, listed) is { } kind)
            {
                yield return new DoubtfulOption(
                    $"{CostMeteringOptions.SectionName}:{nameof(options.Prices)}:{i}:{kind}",
                    Doubt(model, price.ToModelPrice().Rates[kind]!.Value, price.Currency, listed[kind]!.Value));
            }
        }
    }

    /// <summary>
    /// Returns the first kind of token whose rate is most likely in a different unit than the list price. The other rates of the
    /// custom price are most likely in the same unit.
    /// </summary>
    private static TokenKind? Implausible(TokenRates custom, TokenRates listed)
    {
        foreach (var (kind, rate) in custom.Known)
        {
            if (rate > 0 && listed[kind] is { } inList and > 0
                && Factor(rate, inList) is >= ImplausibleFactor or <= 1 / ImplausibleFactor)
            {
                return kind;
            }
        }

        return null;
    }

    private static string Doubt(string model, decimal rate, string? currency, decimal listed)
    {
        var cause = Factor(rate, listed) switch
        {
            > 1 => "Check its unit and currency",
            <= 1 / PerTokenFactor => "It looks like a price per token",
            _ => "It looks like a price per thousand tokens",
        };
        var unit = currency ?? "USD";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"is {rate} {unit}, but the list price of model '{model}' is {listed} USD per million tokens. {cause}; "
            + $"custom prices are per million tokens.");
    }

    /// <summary>Divides two rates. The quotient can exceed the range of decimal.</summary>
    private static double Factor(decimal rate, decimal listed) => (double)rate / (double)listed;
}

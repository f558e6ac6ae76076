using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Explains which price applies to a model, and why.</summary>
internal static class PriceExplanation
{
    /// <summary>Returns an explanation of a price as several lines of text.</summary>
    /// <param name="prices">The prices in effect.</param>
    /// <param name="providerName">The provider, in any known spelling.</param>
    /// <param name="model">The model, alias or deployment.</param>
    /// <param name="timestamp">The instant of the price.</param>
    public static string Describe(PriceSnapshot prices, string providerName, string model, DateTimeOffset timestamp)
    {
        var provider = KnownProviders.Canonical(providerName)!;
        var name = ModelId.Normalize(model)!;
        var text = new StringBuilder();
        if (provider != providerName)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Provider '{providerName}' is '{provider}'.");
        }

        if (prices.IsProvisioned(model, out var hourly))
        {
            return text
                .Append(
                    CultureInfo.InvariantCulture, $"Deployment '{model}' is billed hourly (LlmCost:ProvisionedDeployments): ")
                .Append(Share(hourly))
                .ToString();
        }

        var match = prices.Find(provider, model, responseModel: null);
        if (match?.Prices.At(timestamp) is not { } price)
        {
            return text.Append(WhyUnknown(prices, provider, name)).ToString();
        }

        AppendMatch(text, prices, match, provider, name);
        var from = match.List is { } list ? $"{list.Name} {list.Version}" : "custom";
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Prices at {timestamp.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {from}, USD per million tokens:");
        AppendPrice(text, price);
        AppendCorrections(text, prices, match, provider);
        return text.ToString().TrimEnd();
    }

    private static string Share(ModelPrice? price) => price is null
        ? "its calls have no cost of their own, because its monthly cost and tokens are not configured."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"each token has the same share of the monthly cost, {price.Rates.Input} USD per million tokens.");

    private static string WhyUnknown(PriceSnapshot prices, string provider, string name)
    {
        if (KnownProviders.Find(provider)?.Route?.Invoke(name) is var (inner, rest))
        {
            (provider, name) = (inner, rest);
        }

        return prices.Lists.Any(list => HasProvider(list, provider))
            ? $"Provider '{provider}' has no model '{name}', by name, by alias or without its snapshot date, "
                + "so the call is unpriced. Similar names are never matched."
            : $"No prices are known for provider '{provider}', so the call is unpriced."
                + (prices.NearestProvider(provider) is { } nearest ? $" Did you mean '{nearest}'?" : "");
    }

    private static bool HasProvider(PriceList list, string provider) => list.Prices is CatalogTable table
        ? table.Catalog.HasProvider(provider)
        : list.Prices.Entries.Any(entry => KnownProviders.Canonical(entry.Provider) == provider);

    private static void AppendMatch(StringBuilder text, PriceSnapshot prices, PriceMatch match, string provider, string name)
    {
        if (prices.ModelBehind(name) is { } behind
            && (match.Model == behind || behind.EndsWith($"/{match.Model}", StringComparison.Ordinal)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Deployment '{name}' is model '{behind}' (LlmCost:Deployments).");
        }

        if (match.FallbackProvider is { } maker)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"No price of '{name}' is known for '{provider}', "
                + $"so the price of '{maker}' applies (LlmCost:ResellerFallbacks).");
            provider = maker;
        }

        if (match.Source is PriceSource.Configuration)
        {
            text.AppendLine("A custom price applies (LlmCost:Prices), which takes precedence over price lists.");
        }

        name = match.Model;
        var catalog = (match.List?.Prices as CatalogTable)?.Catalog;
        if (catalog is not null && KnownProviders.Find(provider)?.Route?.Invoke(name) is var (inner, rest))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"The router of '{provider}' serves '{rest}' through '{inner}'.");
            (provider, name) = (inner, rest);
        }
        else if (catalog is not null
            && ModelId.WithoutMaker(name, provider) is { } own
            && !catalog.ModelsOf(provider).ContainsKey(name)
            && catalog.Find(provider, own) == match.Prices)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"'{name}' is '{own}' with the provider or the maker as a prefix.");
            name = own;
        }

        text.AppendLine(catalog is null && match.List is not null && ModelId.Normalize(match.Prices.Name) != name
            ? $"'{name}' is '{match.Prices.Name}' by the rules of its price list."
            : How(name, match.Prices, catalog?.ModelsOf(provider)));
    }

    private static string How(string name, PriceHistory prices, IReadOnlyDictionary<string, PriceHistory>? models)
    {
        if (prices.Name == ProviderPrices.AnyModel)
        {
            return $"'{name}': all models of this provider have the same price.";
        }

        if (ModelId.Normalize(prices.Name) == name)
        {
            return $"'{name}' is listed.";
        }

        return models?.ContainsKey(name) is true
            ? $"'{name}' is an alias of '{prices.Name}'."
            : $"'{name}' without its date, version or region is '{prices.Name}'.";
    }

    private static void AppendPrice(StringBuilder text, ModelPrice price)
    {
        foreach (var (kind, rate) in price.Rates.Known)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Words(kind.ToString())}: {rate}");
        }

        if (price.IsRouting)
        {
            text.AppendLine("  charged in addition to the price of the model that responds");
        }

        foreach (var variant in price.Variants)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {When(variant)}: {What(variant)}");
        }

        foreach (var fee in price.Fees)
        {
            var kind = fee.Kind is null ? "" : $" ({fee.Kind})";
            text.AppendLine(
                CultureInfo.InvariantCulture, $"  each {fee.Per} {Words(fee.Unit.ToString())}{kind}: {fee.Amount} USD");
        }
    }

    /// <summary>Adds the discounts and the rounding that change the calculated cost.</summary>
    private static void AppendCorrections(StringBuilder text, PriceSnapshot prices, PriceMatch match, string provider)
    {
        if (match.Source is PriceSource.List
            && prices.Settings.Adjustments.FactorFor(provider, match.Prices.Name, tier: null) is not 1 and var factor)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"The cost is multiplied by {factor} (LlmCost:Discounts or LlmCost:Adjustments).");
        }

        if (prices.RoundingOf(provider) is { } decimals)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture, $"The cost of each call is rounded to {decimals} decimals (LlmCost:Rounding).");
        }
    }

    private static string When(PriceVariant variant)
    {
        var conditions = new List<string>();
        conditions.AddRange(variant.ServiceTier is { } tier ? [$"tier {tier}"] : []);
        conditions.AddRange(variant.Region is { } region ? [$"region {region}"] : []);
        conditions.AddRange(variant.Speed is { } speed ? [$"speed {speed}"] : []);
        conditions.AddRange(variant.CacheMode is { } cache ? [$"{cache} cache"] : []);
        conditions.AddRange(variant.IsThinking ? ["responses with reasoning"] : []);
        conditions.AddRange(variant.FromInputTokens is { } from
            ? [string.Create(CultureInfo.InvariantCulture, $"prompts of {from} tokens or more")]
            : []);
        return string.Join(", ", conditions);
    }

    private static string What(PriceVariant variant)
    {
        var changes = variant.Rates.Known
            .Select(rate => string.Create(CultureInfo.InvariantCulture, $"{Words(rate.Kind.ToString())} {rate.Rate}"))
            .ToList();
        changes.AddRange(variant.Factor is null or 1
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"all rates multiplied by {variant.Factor}")]);
        return string.Join(", ", changes);
    }

    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Says in words how a model's name is matched and what it costs.</summary>
internal static class PriceExplanation
{
    public static string Of(PriceCatalog catalog, string providerName, string model, DateTimeOffset timestamp)
    {
        var provider = KnownProviders.Canonical(providerName)!;
        var name = ModelId.Normalize(model);
        var text = new StringBuilder();
        if (provider != providerName)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Provider '{providerName}' is '{provider}'.");
        }

        if (provider is ProviderNames.HuggingFace && HuggingFaceModelId.Split(name!) is var (inner, rest))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Hugging Face's router lets '{inner}' serve '{rest}'.");
            (provider, name) = (inner, rest);
        }
        else if (ModelId.SplitProvider(name) is var (named, own) && named == provider && catalog.Find(provider, own) is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"'{name}' is '{own}' with its provider in front.");
            name = own;
        }

        if (!catalog.Providers.Contains(provider))
        {
            return text.Append(CultureInfo.InvariantCulture, $"No prices are known for provider '{provider}': the call is unpriced.").ToString();
        }

        if (catalog.Find(provider, name) is not { } prices || prices.At(timestamp) is not { } price)
        {
            return text
                .Append(CultureInfo.InvariantCulture, $"Provider '{provider}' has no model '{name}', by that name, as an alias, or without a snapshot's date: ")
                .Append("the call is unpriced. A name that only looks like a known one is never guessed.")
                .ToString();
        }

        text.AppendLine(How(name!, prices, catalog.ModelsOf(provider)));
        text.AppendLine(CultureInfo.InvariantCulture, $"Prices at {timestamp.UtcDateTime:yyyy-MM-dd HH:mm} UTC, catalog {catalog.Version}, USD per million tokens:");
        foreach (var (kind, rate) in price.Rates.Known)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Words(kind.ToString())}: {rate}");
        }

        foreach (var variant in price.Variants)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {When(variant)}: {What(variant)}");
        }

        foreach (var fee in price.Fees)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  each {fee.Per} {Words(fee.Unit.ToString())}{(fee.Kind is null ? "" : $" ({fee.Kind})")}: {fee.Amount} USD");
        }

        return text.ToString().TrimEnd();
    }

    private static string How(string name, PriceHistory prices, IReadOnlyDictionary<string, PriceHistory> models)
    {
        if (prices.Name == ProviderPrices.AnyModel)
        {
            return $"'{name}': every model of this provider has one price.";
        }

        if (ModelId.Normalize(prices.Name) == name)
        {
            return $"'{name}' is listed.";
        }

        return models.ContainsKey(name)
            ? $"'{name}' is another name of '{prices.Name}'."
            : $"'{name}' without its date, version or region is '{prices.Name}'.";
    }

    private static string When(PriceVariant variant)
    {
        var conditions = new List<string>();
        conditions.AddRange(variant.ServiceTier is { } tier ? [$"tier {tier}"] : []);
        conditions.AddRange(variant.Region is { } region ? [$"region {region}"] : []);
        conditions.AddRange(variant.Speed is { } speed ? [$"speed {speed}"] : []);
        conditions.AddRange(variant.FromInputTokens is { } from ? [string.Create(CultureInfo.InvariantCulture, $"prompts from {from} tokens on")] : []);
        return string.Join(", ", conditions);
    }

    private static string What(PriceVariant variant)
    {
        var changes = variant.Rates.Known
            .Select(rate => string.Create(CultureInfo.InvariantCulture, $"{Words(rate.Kind.ToString())} {rate.Rate}"))
            .ToList();
        changes.AddRange(variant.Factor is null or 1 ? [] : [string.Create(CultureInfo.InvariantCulture, $"all times {variant.Factor}")]);
        return string.Join(", ", changes);
    }

    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Reads price lists in the native format: one JSON document for each provider.</summary>
internal static partial class NativePriceFileReader
{
    /// <summary>Reads and validates a file, and converts its prices to USD.</summary>
    /// <exception cref="FormatException">
    /// The file is not a valid price list, or its currency has no exchange rate. The message contains the file, the line and the
    /// key.
    /// </exception>
    public static PriceCatalog Read(string name, byte[] content, ExchangeRates toUsd)
    {
        var file = ReadFile(name, content);
        var rate = toUsd.Of(file.Currency) ?? throw new FormatException(
            $"{name}({LineOf(content, "currency")}): currency is '{file.Currency}'; "
            + "LlmCost:ExchangeRates must contain its rate.");
        var prices = ToPrices(name, content, file, rate);
        var providers = new Dictionary<string, Lazy<ProviderPrices>>();
        foreach (var provider in file.Aliases.Prepend(file.Provider))
        {
            if (string.IsNullOrWhiteSpace(provider) || !providers.TryAdd(provider, new Lazy<ProviderPrices>(prices)))
            {
                throw new FormatException($"{name}: provider '{provider}' is empty or listed twice.");
            }
        }

        return new PriceCatalog(file.Checked, providers);
    }

    /// <summary>Reads a file without converting its prices.</summary>
    /// <exception cref="FormatException">
    /// The file is not a valid price list. The message contains the file, the line and the key.
    /// </exception>
    public static PriceFile ReadFile(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, PriceFileContext.Default.PriceFile)
                ?? throw new FormatException($"{name}: the document is null; a price list is an object.");
        }
        catch (JsonException e)
        {
            throw new FormatException(Describe(name, content, e), e);
        }
    }

    /// <summary>
    /// Returns the error message for an invalid file. The message refers to keys and lines of the file, not to .NET types.
    /// </summary>
    private static string Describe(string name, ReadOnlySpan<byte> content, JsonException fault)
    {
        if (UnknownKey().Match(fault.Message) is { Success: true } match)
        {
            var key = match.Groups[1].Value;
            return $"{name}({LineOf(content, key)}): '{key}' is not a key of price lists.";
        }

        var where = fault.Path is null or "$" ? "the document" : fault.Path.Replace("$.", "", StringComparison.Ordinal);
        var why = fault.Message.Split(" Path: ")[0];
        why = OtherKind().Replace(why, "The value has the wrong type.");
        why = Missing().Replace(why, "Required keys are missing: $1");
        why = Null().Replace(why, "The value is null.");
        why = Twice().Replace(why, "The key appears twice.");
        return $"{name}({fault.LineNumber + 1}): {where} can't be read: {why}";
    }

    /// <summary>Returns the number of the first line that contains a name in quotes, or 1 if there is none.</summary>
    private static int LineOf(ReadOnlySpan<byte> content, string key)
    {
        var at = content.IndexOf(JsonSerializer.SerializeToUtf8Bytes(key, PriceFileContext.Default.String));
        return at < 0 ? 1 : content[..at].Count((byte)'\n') + 1;
    }

    [GeneratedRegex("JSON property '(.+?)' could not be mapped")]
    private static partial Regex UnknownKey();

    [GeneratedRegex(@"^The JSON value could not be converted to \S+\.$")]
    private static partial Regex OtherKind();

    [GeneratedRegex("^JSON deserialization for type '.+?' was missing required properties including: (.+)$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The .+ on type '.+?' doesn't allow .*null values.*$")]
    private static partial Regex Null();

    [GeneratedRegex("^Duplicate propert.+$")]
    private static partial Regex Twice();

    private static ProviderPrices ToPrices(string name, byte[] content, PriceFile file, decimal toUsd)
    {
        var models = new Dictionary<string, PriceHistory>();
        foreach (var (model, entry) in file.Models)
        {
            // The serializer rejects null as the value of a property, but not within a list or a dictionary.
            if (entry is null || entry.Prices.Contains(null!) || entry.Aliases.Contains(null!))
            {
                throw new FormatException(
                    $"{name}({LineOf(content, model)}): models.{model} is null, or one of its lists contains null.");
            }

            var periods = entry.ToPeriods();
            if (Violations(periods).FirstOrDefault() is { } violation)
            {
                throw new FormatException($"{name}({LineOf(content, model)}): models.{model}.prices{violation}");
            }

            var inUsd = periods.Select(period => period with { Price = ExchangeRates.ToUsd(period.Price, toUsd) });
            var prices = new PriceHistory(model, [.. inUsd]);
            foreach (var key in entry.Aliases.Prepend(model))
            {
                if (ModelId.Normalize(key) is not { } normalized || !models.TryAdd(normalized, prices))
                {
                    throw new FormatException(
                        $"{name}({LineOf(content, key)}): models.{model}: "
                        + $"'{key}' is empty or already another model's name or alias.");
                }
            }
        }

        return new ProviderPrices(file.Provider, models);
    }

    private static IEnumerable<string> Violations(IReadOnlyList<PricePeriod> prices)
    {
        if (prices.Count is 0)
        {
            yield return " is empty; it must have at least one price.";
        }

        if (prices.Count > PriceRules.MaxParts)
        {
            yield return $" has {prices.Count} entries; it must have at most {PriceRules.MaxParts}.";
            yield break;
        }

        for (var i = 0; i < prices.Count; i++)
        {
            if (i > 0 && prices[i].From < prices[i - 1].From)
            {
                yield return $"[{i}].from is earlier than from of the previous price.";
            }

            if (prices[i].Start.HasValue != prices[i].End.HasValue)
            {
                yield return $"[{i}] has only one of start and end; it must have both or neither.";
            }

            foreach (var violation in PriceRules.Violations(prices[i].Price))
            {
                yield return $"[{i}].price: {violation}";
            }
        }
    }
}

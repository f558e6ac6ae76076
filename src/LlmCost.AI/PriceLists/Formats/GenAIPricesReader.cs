using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads genai-prices' <c>data.json</c>, version 2 (an array of providers) or 3 (an object with that array).</summary>
internal static class GenAIPricesReader
{
    private const decimal Thousand = 1_000;
    private const decimal SecondsOfHour = 3_600;

    /// <summary>
    /// The maximum number of patterns that can be slow. They are evaluated when a model name is looked up for the first time, and
    /// each of them can take 50 ms. The published list has two.
    /// </summary>
    private const int MaxSlowPatterns = 20;

    /// <summary>The price keys that are not token rates, with their unit, number of units and direction.</summary>
    private static readonly Dictionary<string, (BillableUnit Unit, decimal Per, CostDirection Direction)> s_fees = new()
    {
        ["requests_kcount"] = (BillableUnit.Request, Thousand, CostDirection.Other),
        ["web_searches_kcount"] = (BillableUnit.WebSearch, Thousand, CostDirection.Other),
        ["storage_searches_kcount"] = (BillableUnit.FileSearch, Thousand, CostDirection.Other),
        ["searches_kcount"] = (BillableUnit.Rerank, Thousand, CostDirection.Other),
        ["audio_hours"] = (BillableUnit.AudioSecond, SecondsOfHour, CostDirection.Other),
        ["input_audio_hours"] = (BillableUnit.InputAudioSecond, SecondsOfHour, CostDirection.Input),
        ["output_audio_hours"] = (BillableUnit.OutputAudioSecond, SecondsOfHour, CostDirection.Output),
        ["input_document_kpages"] = (BillableUnit.Page, Thousand, CostDirection.Input),
        ["input_annotated_document_kpages"] = (BillableUnit.AnnotatedPage, Thousand, CostDirection.Input),
        ["input_text_messages_kcount"] = (BillableUnit.TextMessage, Thousand, CostDirection.Input),
    };

    /// <summary>True if a document has the structure of a genai-prices list.</summary>
    public static bool Recognizes(JsonElement root) =>
        Providers(root) is { } providers
        && providers.GetArrayLength() > 0
        && providers[0].ValueKind is JsonValueKind.Object
        && providers[0].TryGetProperty("models", out _)
        && providers[0].TryGetProperty("id", out _);

    /// <summary>Reads a list.</summary>
    /// <param name="name">The name of the list in messages.</param>
    /// <param name="root">The document.</param>
    /// <param name="followsFallbacks">
    /// True if the price of a model's maker applies to a model that a provider does not list.
    /// </param>
    /// <exception cref="FormatException">
    /// The list is not valid. The message contains the file, the provider and the model.
    /// </exception>
    public static GenAIPricesList Read(string name, JsonElement root, bool followsFallbacks)
    {
        var providers = new List<GenAIPricesProvider>();
        foreach (var element in Providers(root)!.Value.EnumerateArray())
        {
            string? id = null;
            try
            {
                id = PriceListReader.Text(element.GetProperty("id"), "id");
                providers.Add(ReadProvider(id, element));
            }
            catch (Exception e)
                when (e is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
            {
                throw new FormatException($"{name}: provider '{id ?? $"number {providers.Count + 1}"}': {e.Message}", e);
            }
        }

        var slow = providers.Sum(provider =>
            (provider.ProviderMatch?.SlowPatterns ?? 0)
            + (provider.ModelMatch?.SlowPatterns ?? 0)
            + provider.Models.Sum(model => model.Match.SlowPatterns));
        return slow <= MaxSlowPatterns
            ? new GenAIPricesList(providers, followsFallbacks)
            : throw new FormatException(
                $"{name} has {slow} patterns with lookarounds or backreferences, which can be slow; "
                + $"the maximum is {MaxSlowPatterns}.");
    }

    private static JsonElement? Providers(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root,
        JsonValueKind.Object
            when root.TryGetProperty("providers", out var providers) && providers.ValueKind is JsonValueKind.Array => providers,
        _ => null,
    };

    private static GenAIPricesProvider ReadProvider(string id, JsonElement element) => new()
    {
        Id = id,
        ApiPattern = Find(element, "api_pattern") is { } pattern
            ? NameClause.Pattern(PriceListReader.Text(pattern, "api_pattern"))
            : null,
        ProviderMatch = Find(element, "provider_match") is { } providerMatch ? NameClause.Read(providerMatch) : null,
        ModelMatch = Find(element, "model_match") is { } modelMatch ? NameClause.Read(modelMatch) : null,
        Fallbacks = Find(element, "fallback_model_providers") is { } fallbacks
            ? [.. fallbacks.EnumerateArray().Select(fallback => PriceListReader.Text(fallback, "fallback_model_providers"))]
            : [],
        Models = [.. element.GetProperty("models").EnumerateArray().Select(ReadModel)],
    };

    private static (NameClause Match, PriceHistory Prices) ReadModel(JsonElement element)
    {
        var id = PriceListReader.Text(element.GetProperty("id"), "id");
        try
        {
            var prices = element.GetProperty("prices");
            if (prices.ValueKind is JsonValueKind.Array && prices.GetArrayLength() > PriceRules.MaxParts)
            {
                throw new FormatException(
                    $"prices has {prices.GetArrayLength()} entries; it must have at most {PriceRules.MaxParts}");
            }

            return (
                NameClause.Read(element.GetProperty("match")),
                new PriceHistory(id, prices.ValueKind is JsonValueKind.Array
                    ? [.. prices.EnumerateArray().Select(ReadPeriod)]
                    : [new PricePeriod { Price = ReadPrice(prices) }]));
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException($"model '{id}': {e.Message}", e);
        }
    }

    private static PricePeriod ReadPeriod(JsonElement element)
    {
        var price = ReadPrice(element.GetProperty("prices"));
        if (Find(element, "constraint") is not { } constraint)
        {
            return new PricePeriod { Price = price };
        }

        return new PricePeriod
        {
            From = Find(constraint, "start_date") is { } date
                ? ReadDate(PriceListReader.Text(date, "start_date"))
                : DateTimeOffset.MinValue,
            Start = Find(constraint, "start_time") is { } start ? ReadTime(PriceListReader.Text(start, "start_time")) : null,
            End = Find(constraint, "end_time") is { } end ? ReadTime(PriceListReader.Text(end, "end_time")) : null,
            Price = price,
        };
    }

    private static DateTimeOffset ReadDate(string date) => new(
        DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Converts a time of day with an offset, such as <c>01:00:00Z</c> or <c>09:00:00+08:00</c>, to UTC.</summary>
    private static TimeOnly ReadTime(string time) => TimeOnly.FromDateTime(
        DateTimeOffset.Parse($"2000-01-02T{time}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime);

    private static ModelPrice ReadPrice(JsonElement element)
    {
        var rates = new Dictionary<string, decimal>();
        var tiers = new SortedDictionary<long, Dictionary<string, decimal>>();
        var fees = new List<FeeRate>();
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                rates[property.Name] = property.Value.GetProperty("base").GetDecimal();
                foreach (var tier in property.Value.GetProperty("tiers").EnumerateArray())
                {
                    // A tier applies to prompts with more tokens than its start.
                    var from = tier.GetProperty("start").GetInt64() + 1;
                    tiers.TryAdd(from, []);
                    tiers[from][property.Name] = tier.GetProperty("price").GetDecimal();
                }
            }
            else if (s_fees.TryGetValue(property.Name, out var fee))
            {
                fees.Add(new FeeRate
                {
                    Unit = fee.Unit,
                    Amount = property.Value.GetDecimal(),
                    Per = fee.Per,
                    Direction = fee.Direction,
                });
            }
            else
            {
                rates[property.Name] = property.Value.GetDecimal();
            }
        }

        if (rates.Count + tiers.Count + fees.Count is 0)
        {
            // A model without prices is either free or included in a plan.
            rates = new() { ["input_mtok"] = 0, ["output_mtok"] = 0 };
        }

        var price = new ModelPrice
        {
            Rates = ToRates(rates),
            Variants = [.. tiers.Select(tier => new PriceVariant { FromInputTokens = tier.Key, Rates = ToRates(tier.Value) })],
            Fees = fees,
        };
        return PriceRules.Violations(price).FirstOrDefault() is { } violation ? throw new FormatException(violation) : price;
    }

    private static TokenRates ToRates(Dictionary<string, decimal> keys) => new()
    {
        Input = Rate(keys, "input_mtok"),
        InputCacheRead = Rate(keys, "cache_read_mtok"),
        InputCacheWrite = Rate(keys, "cache_write_mtok") ?? Rate(keys, "cache_write_5m_mtok"),
        InputCacheWriteOneHour = Rate(keys, "cache_write_1h_mtok"),
        InputAudio = Rate(keys, "input_audio_mtok"),
        InputAudioCacheRead = Rate(keys, "cache_audio_read_mtok"),
        InputImage = Rate(keys, "input_image_mtok"),
        InputImageCacheRead = Rate(keys, "cache_image_read_mtok"),
        InputVideo = Rate(keys, "input_video_mtok"),
        Output = Rate(keys, "output_mtok"),
        OutputReasoning = Rate(keys, "output_reasoning_mtok"),
        OutputCitation = Rate(keys, "output_citation_mtok"),
        OutputAudio = Rate(keys, "output_audio_mtok"),
        OutputImage = Rate(keys, "output_image_mtok"),
        OutputVideo = Rate(keys, "output_video_mtok"),
    };

    private static decimal? Rate(Dictionary<string, decimal> keys, string key) =>
        keys.TryGetValue(key, out var rate) ? rate : null;

    private static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}

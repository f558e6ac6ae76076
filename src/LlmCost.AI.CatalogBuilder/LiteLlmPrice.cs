using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Converts an entry of LiteLLM's table to a price.</summary>
internal static partial class LiteLlmPrice
{
    /// <summary>The largest plausible ratio of the price of a tier or region to the standard price.</summary>
    public const decimal MaxRatio = 4;

    private const decimal MinRatio = 0.25m;
    private const decimal Million = 1_000_000;
    private const decimal SecondsPerHour = 3_600;

    /// <summary>The table's keys for token rates. If an entry has several keys for the same rate, the first key wins.</summary>
    private static readonly (string Key, string Table)[] s_rates =
    [
        ("input", "input_cost_per_token"),
        ("inputCacheRead", "cache_read_input_token_cost"),
        ("inputCacheRead", "input_cost_per_token_cache_hit"),
        ("inputCacheWrite", "cache_creation_input_token_cost"),
        ("inputCacheWriteOneHour", "cache_creation_input_token_cost_above_1hr"),
        ("inputAudio", "input_cost_per_audio_token"),
        ("inputAudioCacheRead", "cache_read_input_audio_token_cost"),
        ("inputImage", "input_cost_per_image_token"),
        ("output", "output_cost_per_token"),
        ("outputReasoning", "output_cost_per_reasoning_token"),
        ("outputCitation", "citation_cost_per_token"),
        ("outputAudio", "output_cost_per_audio_token"),
        ("outputImage", "output_cost_per_image_token"),
        ("outputVideo", "output_cost_per_video_token"),
    ];

    /// <summary>The service tiers, each with the suffix of its keys in the table.</summary>
    private static readonly (string Tier, string Suffix)[] s_tiers =
        [("flex", "_flex"), ("priority", "_priority"), ("batch", "_batches")];

    /// <summary>
    /// Returns the price, or <see langword="null"/> if the entry has no price. An entry with only zeros has no price, because
    /// zero can mean "unknown".
    /// </summary>
    public static ModelPrice? Read(LiteLlmRow entry)
    {
        var rates = ReadRates(entry.Steps is [var first, ..] ? Join(entry.Amounts, first.Amounts) : entry.Amounts, "");
        Simplify(rates);
        var hasRates = rates.Values.Any(rate => rate > 0);
        var fees = ReadFees(entry, hasRates);
        if (!hasRates && fees.Count is 0)
        {
            return null;
        }

        var sizes = ReadSizes(entry, rates);
        return new ModelPrice
        {
            Rates = Rates.FromKeys(rates),
            Variants =
            [
                .. sizes.Select(size => new PriceVariant { FromInputTokens = size.Key, Rates = Rates.FromKeys(size.Value) }),
                .. s_tiers.SelectMany(tier => ReadTier(entry, tier.Tier, tier.Suffix, rates, sizes)),
                .. ReadFactors(entry),
            ],
            Fees = fees,
        };
    }

    /// <summary>
    /// Returns true if a ratio has at most three decimal places, like the factors that providers publish. Other ratios result
    /// from rounded rates.
    /// </summary>
    public static bool IsPlain(decimal ratio) => ratio == Math.Round(ratio, 3);

    private static Dictionary<string, decimal> ReadRates(IReadOnlyDictionary<string, decimal> amounts, string suffix)
    {
        var rates = new Dictionary<string, decimal>();
        foreach (var (key, table) in s_rates)
        {
            if (amounts.TryGetValue(table + suffix, out var amount))
            {
                // The table contains prices per token as floating-point numbers, so the prices are rounded. Published prices per
                // million tokens have at most eight decimal places.
                rates.TryAdd(key, Math.Round(amount * Million, 8));
            }
        }

        return rates;
    }

    private static Dictionary<string, decimal> Join(
        IReadOnlyDictionary<string, decimal> lower, IReadOnlyDictionary<string, decimal> upper)
    {
        var joined = new Dictionary<string, decimal>(lower);
        foreach (var (key, amount) in upper)
        {
            joined[key] = amount;
        }

        return joined;
    }

    /// <summary>Removes rates that equal their parent rate, and zeros that mean "unknown" or "none".</summary>
    /// <remarks>
    /// A zero with a non-zero parent rate means "unknown" or "none", because cached tokens of a paid model are not free.
    /// </remarks>
    private static void Simplify(Dictionary<string, decimal> rates)
    {
        foreach (var (key, parent) in Rates.Keys.Reverse())
        {
            if (!rates.TryGetValue(key, out var rate) || parent is null)
            {
                continue;
            }

            rates.Remove(key);
            if (Rates.Effective(rates, key) is var inherited && ((rate is 0 && inherited > 0) || rate == inherited))
            {
                continue;
            }

            rates.Add(key, rate);
        }

        if (rates.GetValueOrDefault("output") is 0 && rates.GetValueOrDefault("input") > 0)
        {
            rates.Remove("output");
        }
    }

    /// <summary>Returns the rates of long prompts by the smallest prompt size to which they apply.</summary>
    private static SortedDictionary<long, Dictionary<string, decimal>> ReadSizes(
        LiteLlmRow entry, Dictionary<string, decimal> rates)
    {
        var sizes = new SortedDictionary<long, Dictionary<string, decimal>>();
        foreach (var threshold in Thresholds(entry))
        {
            var upper = ReadRates(entry.Amounts, $"_above_{threshold}k_tokens");
            KeepPriced(upper, rates);
            if (upper.Count > 0)
            {
                sizes[FirstBeyond(entry, threshold * 1000)] = upper;
            }
        }

        foreach (var (beyond, amounts) in entry.Steps.Skip(1))
        {
            var upper = ReadRates(amounts, "");
            KeepPriced(upper, rates);
            sizes[beyond + 1] = upper;
        }

        return sizes;
    }

    private static IEnumerable<long> Thresholds(LiteLlmRow entry) =>
        entry.Amounts.Keys
            .Select(key => Threshold().Match(key))
            .Where(match => match.Success)
            .Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .Distinct();

    /// <summary>Returns the smallest prompt size to which the rates of a threshold apply.</summary>
    /// <remarks>
    /// At OpenAI ("&lt;272K") and xAI ("≥ 200k"), a prompt of exactly the threshold is a long prompt. All other providers
    /// define long prompts as "above" the threshold.
    /// </remarks>
    private static long FirstBeyond(LiteLlmRow entry, long threshold) =>
        threshold is 272_000 || CatalogProviders.OfLiteLlm(entry.Provider) is "x_ai" ? threshold : threshold + 1;

    /// <summary>Removes rates of zero, and cache rates that the base price does not have. Both are errors in the table.</summary>
    private static void KeepPriced(Dictionary<string, decimal> upper, Dictionary<string, decimal> rates)
    {
        foreach (var (key, rate) in upper.ToList())
        {
            if (rate is 0 || (!rates.ContainsKey(key) && key is "inputCacheRead" or "inputCacheWrite"))
            {
                upper.Remove(key);
            }
        }
    }

    /// <summary>Returns the variants of a service tier.</summary>
    /// <remarks>
    /// If all rates of the tier have the same ratio to the standard rates, the variant has this ratio as its factor, which also
    /// applies to rates that the table omits. Otherwise, the variant has its own rates. If the table has no long-prompt rates for
    /// the tier, the standard long-prompt rates are multiplied by the ratios of the tier.
    /// </remarks>
    private static IEnumerable<PriceVariant> ReadTier(
        LiteLlmRow entry,
        string tier,
        string suffix,
        Dictionary<string, decimal> rates,
        SortedDictionary<long, Dictionary<string, decimal>> sizes)
    {
        var own = ReadRates(entry.Amounts, suffix);
        var ratios = own
            .Where(pair => pair.Value > 0 && rates.GetValueOrDefault(pair.Key) > 0)
            .ToDictionary(pair => pair.Key, pair => pair.Value / rates[pair.Key]);

        // A tier whose rates all equal the standard rates is not a real tier: the table only repeats them. A rate that differs
        // by more than these factors is a mistake in the table, such as a misplaced decimal point.
        if (ratios.Values.All(ratio => ratio is 1) || ratios.Values.Any(ratio => ratio is < MinRatio or > MaxRatio))
        {
            yield break;
        }

        var ownSizes = sizes.ToDictionary(
            size => size.Key, size => ReadRates(entry.Amounts, $"_above_{size.Key / 1000}k_tokens{suffix}"));
        var factor = ratios.GetValueOrDefault("input", ratios.Values.First());
        var isUniform = IsPlain(factor) && ratios.Values.All(ratio => ratio == factor)
            && ownSizes.All(size => size.Value.All(pair => pair.Value == sizes[size.Key].GetValueOrDefault(pair.Key) * factor));

        // In batches, Google bills cache reads at the standard rate. Anthropic bills them at half the standard rate, also on
        // Google's platform.
        var isPartly = CatalogProviders.OfLiteLlm(entry.Provider) is ProviderNames.GcpGemini
            && entry.Provider is not "vertex_ai-anthropic_models"
            && !ratios.ContainsKey("inputCacheRead")
            && rates.ContainsKey("inputCacheRead");
        if (isUniform && !isPartly)
        {
            yield return new PriceVariant { ServiceTier = tier, Factor = factor };
            yield break;
        }

        yield return new PriceVariant { ServiceTier = tier, Rates = Rates.FromKeys(Scaled(rates)) };
        foreach (var (from, upper) in sizes)
        {
            var scaled = Scaled(upper);
            foreach (var (key, rate) in ownSizes[from])
            {
                scaled[key] = rate;
            }

            yield return new PriceVariant { FromInputTokens = from, ServiceTier = tier, Rates = Rates.FromKeys(scaled) };
        }

        Dictionary<string, decimal> Scaled(Dictionary<string, decimal> standard)
        {
            var scaled = new Dictionary<string, decimal>();
            foreach (var (key, rate) in standard)
            {
                var isCached = key.Contains("CacheRead", StringComparison.Ordinal);
                var parent = key.StartsWith("output", StringComparison.Ordinal) ? "output" : "input";
                if (ratios.TryGetValue(key, out var ratio) || (!isCached && ratios.TryGetValue(parent, out ratio)))
                {
                    scaled.Add(key, Math.Round(rate * ratio, 8));
                }
            }

            return scaled;
        }
    }

    private static IEnumerable<PriceVariant> ReadFactors(LiteLlmRow entry)
    {
        if (entry.Amounts.TryGetValue("regional_processing_uplift_multiplier_eu", out var eu))
        {
            yield return new PriceVariant { Region = "eu", Factor = eu };
        }

        if (entry.Amounts.TryGetValue("regional_processing_uplift_multiplier_us", out var us)
            || entry.Factors.TryGetValue("us", out us))
        {
            yield return new PriceVariant { Region = "us", Factor = us };
        }
    }

    /// <summary>Returns the fees for usage that is not billed by tokens.</summary>
    /// <remarks>
    /// For many models, the table has two prices for the same usage: token rates, and prices per image, second or character. In
    /// this case, only the token rates are used, because responses report tokens.
    /// </remarks>
    private static List<FeeRate> ReadFees(LiteLlmRow entry, bool hasRates)
    {
        var fees = new List<FeeRate>();
        Add("input_cost_per_request", BillableUnit.Request, 1, CostDirection.Other);
        Add("input_cost_per_query", entry.Mode is "rerank" ? BillableUnit.Rerank : BillableUnit.Query, 1000, CostDirection.Other);
        Add("ocr_cost_per_page", BillableUnit.Page, 1000, CostDirection.Input);
        Add("annotation_cost_per_page", BillableUnit.AnnotatedPage, 1000, CostDirection.Input);
        Add("code_interpreter_cost_per_session", BillableUnit.CodeInterpreterSession, 1, CostDirection.Other);
        AddWebSearch(entry, fees);
        if (hasRates && entry.Mode is not "embedding")
        {
            return fees;
        }

        switch (entry.Mode)
        {
            case "image_generation" or "image_edit":
                if (!Add("output_cost_per_image", BillableUnit.Image, 1, CostDirection.Output)
                    && !Add("input_cost_per_image", BillableUnit.Image, 1, CostDirection.Output)
                    && !Add("input_cost_per_pixel", BillableUnit.Pixel, Million, CostDirection.Output))
                {
                    Add("output_cost_per_pixel", BillableUnit.Pixel, Million, CostDirection.Output);
                }

                break;
            case "embedding":
                Add("input_cost_per_image", BillableUnit.Image, 1, CostDirection.Input);
                Add("input_cost_per_video_per_second", BillableUnit.VideoSecond, 1, CostDirection.Input);
                Add("input_cost_per_audio_per_second", BillableUnit.InputAudioSecond, SecondsPerHour, CostDirection.Input);
                break;
            case "audio_transcription":
                if (!Add("input_cost_per_second", BillableUnit.InputAudioSecond, SecondsPerHour, CostDirection.Input)
                    && !Add(
                        "input_cost_per_audio_per_second", BillableUnit.InputAudioSecond, SecondsPerHour, CostDirection.Input))
                {
                    Add("output_cost_per_second", BillableUnit.InputAudioSecond, SecondsPerHour, CostDirection.Input);
                }

                break;
            case "audio_speech":
                if (!Add("input_cost_per_character", BillableUnit.Character, Million, CostDirection.Input))
                {
                    Add("output_cost_per_second", BillableUnit.OutputAudioSecond, SecondsPerHour, CostDirection.Output);
                }

                break;
            case "video_generation":
                if (!Add("output_cost_per_video_per_second", BillableUnit.VideoSecond, 1, CostDirection.Output))
                {
                    Add("output_cost_per_second", BillableUnit.VideoSecond, 1, CostDirection.Output);
                }

                AddKind("output_cost_per_second_1080p", BillableUnit.VideoSecond, "1080p");
                break;
        }

        return fees;

        bool Add(string key, BillableUnit unit, decimal per, CostDirection direction)
        {
            var amount = entry.Amounts.GetValueOrDefault(key);
            if (amount is 0)
            {
                return false;
            }

            // The table contains rounded prices per second or character. The published prices are per hour or per million
            // characters.
            fees.Add(new FeeRate
            {
                Unit = unit,
                Amount = per is 1 ? amount : Math.Round(amount * per, 4),
                Per = per,
                Direction = direction,
            });
            return true;
        }

        void AddKind(string key, BillableUnit unit, string kind)
        {
            if (entry.Amounts.TryGetValue(key, out var amount))
            {
                fees.Add(new FeeRate { Unit = unit, Kind = kind, Amount = amount, Direction = CostDirection.Output });
            }
        }
    }

    /// <summary>
    /// Adds the fees for web searches, which can depend on the search context size. Perplexity uses a small context by default.
    /// It charges the fees per request, or per search if the fee is the same for all sizes. All other providers use a medium
    /// context by default, and charge per search.
    /// </summary>
    private static void AddWebSearch(LiteLlmRow entry, List<FeeRate> fees)
    {
        if (entry.SearchContext.Count is 0 || entry.SearchContext.Values.All(amount => amount is 0))
        {
            return;
        }

        var isOne = entry.SearchContext.Values.Distinct().Count() is 1;
        var isPerRequest = entry.Provider is "perplexity" && !isOne;
        var unit = isPerRequest ? BillableUnit.Request : BillableUnit.WebSearch;
        var usual = isPerRequest ? "search_context_size_low" : "search_context_size_medium";
        foreach (var (size, amount) in entry.SearchContext)
        {
            var fee = new FeeRate { Unit = unit, Amount = amount * 1000, Per = 1000 };
            if (isOne || size == usual)
            {
                fees.Insert(0, fee);
            }

            if (isOne)
            {
                break;
            }

            fees.Add(fee with { Kind = size["search_context_size_".Length..] });
        }
    }

    [GeneratedRegex("_above_([0-9]+)k_tokens$")]
    private static partial Regex Threshold();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Adds the facts of LiteLLM's table to the catalog.</summary>
internal sealed partial class LiteLlmMerge(
    Catalog catalog, GenAIPricesFacts genAIPrices, IReadOnlyList<LiteLlmRow> entries, DateOnly day, Report report)
{
    /// <summary>
    /// The largest plausible rate, in USD per million tokens. A higher rate is most likely in another unit, because the highest
    /// actual rate so far is 600.
    /// </summary>
    private const decimal MaxBelievableRate = 1_000;

    /// <summary>The source of facts for which the table states no page of the provider.</summary>
    private const string Table = "https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json";

    private const string NoPrice = "no price, a price of zero, or a price per machine second";

    public void Run()
    {
        // For some models, Google has two prices. The Gemini API's prices are added first, so they take precedence over the
        // prices of Vertex AI.
        foreach (var entry in entries.OrderBy(entry => entry.Provider.StartsWith("vertex_ai", StringComparison.Ordinal)))
        {
            if (Reason(entry) is { } reason)
            {
                report.LeftOut(reason, entry.Key);
                continue;
            }

            var file = FileOf(entry);
            if (ImageName().Match(entry.Key) is { Success: true } image)
            {
                AddImage(file, entry, image);
            }
            else if (Regional().Match(entry.Key) is { Success: false } && LiteLlmPrice.Read(entry) is { } price)
            {
                AddPrice(file, entry, Bare(entry.Name), price);
            }
        }

        // Regional prices are added last, because they require the model's standard price, which can come later in the table.
        foreach (var entry in entries)
        {
            if (Reason(entry) is null && Regional().Match(entry.Key) is { Success: true } regional
                && FileOf(entry) is { } file && LiteLlmPrice.Read(entry) is { } price)
            {
                AddRegion(file, entry, regional.Groups["region"].Value, regional.Groups["model"].Value, price);
            }
        }
    }

    private static string? Reason(LiteLlmRow entry)
    {
        if (CatalogProviders.WhyWithoutPrices(entry.Provider) is { } reason)
        {
            return reason;
        }

        if (entry.Key.Contains("commitment", StringComparison.Ordinal) || entry.Key.Contains('*', StringComparison.Ordinal))
        {
            return "billed hourly";
        }

        if (SizeClass().IsMatch(entry.Key)
            || entry.Key.Contains("max-x-max", StringComparison.Ordinal)
            || entry.Key.EndsWith("/container", StringComparison.Ordinal))
        {
            return "a size class or a tool, not a model";
        }

        if (entry.Amounts.Keys.Any(key => key.Contains("_dbu_", StringComparison.Ordinal)) && LiteLlmPrice.Read(entry) is null)
        {
            return "priced in units other than money";
        }

        // In the table, zero can mean "unknown" as well as "free".
        return !ImageName().IsMatch(entry.Key) && LiteLlmPrice.Read(entry) is null ? NoPrice : null;
    }

    private CatalogFile FileOf(LiteLlmRow entry)
    {
        var provider = CatalogProviders.OfLiteLlm(entry.Provider);
        if (catalog.Find(provider) is { } file)
        {
            return file;
        }

        var page = entries
            .Where(other => CatalogProviders.OfLiteLlm(other.Provider) == provider && other.Page is not null)
            .GroupBy(other => other.Page!)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .FirstOrDefault() ?? Table;
        return catalog.GetOrAdd(provider, page, day);
    }

    private void AddPrice(CatalogFile file, LiteLlmRow entry, string name, ModelPrice price)
    {
        if (Rates.ToKeys(price.Rates).Values.Any(rate => rate > MaxBelievableRate))
        {
            report.LeftOut("a rate in another unit", entry.Key);
            return;
        }

        if (file.Find(name) is { } exact)
        {
            Complete(file, exact, price);
        }
        else if (file.FindAnySpelling(name) is { } family)
        {
            if (IsOtherSnapshot(entry, file, family, name, price))
            {
                Add(file, entry, name, price);
            }
            else
            {
                Complete(file, family, price);
            }
        }
        else if (Fallback(file, name) is { File.Provider: ProviderNames.OpenAI } elsewhere
            && !(entry.Provider is "azure_ai" && IsOther(elsewhere.Model, price)))
        {
            // OpenAI models cost the same on Azure as at OpenAI, but the table mixes the prices of Azure's deployment types. The
            // Azure price of an OpenAI model is therefore only compared. For open models and models of other makers, the table
            // contains Azure's own price.
            Compare(elsewhere.File, elsewhere.Model, price);
        }
        else if (MeantByPattern(file, name) is { } meant)
        {
            if (meant.At(day) is { } known && !PriceComparison.Differences(known, price).Any())
            {
                file.AddAliases(meant, [name]);
                Complete(file, meant, price);
            }
            else
            {
                report.Note(
                    file.Provider,
                    name,
                    $"matches a pattern of genai-prices for {meant.Name}, which has another price; keeps its own price");
                Add(file, entry, name, price);
            }
        }
        else
        {
            Add(file, entry, name, price);
        }
    }

    private bool IsOther(CatalogModel model, ModelPrice price) =>
        model.At(day) is { } known && PriceComparison.Differences(known, price).Any();

    /// <summary>
    /// Returns true if the table has different prices for a snapshot and its family, and the same price for the family as the
    /// catalog.
    /// </summary>
    private bool IsOtherSnapshot(LiteLlmRow entry, CatalogFile file, CatalogModel family, string name, ModelPrice price)
    {
        // For Azure, the price under a name without a deployment type is the price of an arbitrary deployment type.
        if (file.Provider is ProviderNames.AzureOpenAI
            || family.At(day) is not { } known
            || !PriceComparison.Differences(known, price).Any())
        {
            return false;
        }

        var sibling = entries.FirstOrDefault(other =>
            other != entry
            && CatalogProviders.OfLiteLlm(other.Provider) == file.Provider
            && file.Find(Bare(other.Name)) == family);
        var isOther = sibling is not null
            && LiteLlmPrice.Read(sibling) is { } own
            && !PriceComparison.Differences(known, own).Any();
        if (isOther)
        {
            report.Note(file.Provider, name, $"is a snapshot of {family.Name} with its own price");
        }

        return isOther;
    }

    private void Add(CatalogFile file, LiteLlmRow entry, string name, ModelPrice price) =>
        file.Add(
            new CatalogModel(name, FactSource.LiteLlm, [new PricePeriod { Price = price }])
            {
                Page = entry.Page == file.Page ? null : entry.Page,
                Day = file.Day == day ? null : day,
            },
            []);

    private void Compare(CatalogFile file, CatalogModel model, ModelPrice price)
    {
        foreach (var (key, taken, other) in model.At(day) is { } known ? PriceComparison.Differences(known, price) : [])
        {
            report.Conflict(file, model, key, taken, FactSource.LiteLlm, other);
        }
    }

    private void Complete(CatalogFile file, CatalogModel model, ModelPrice price)
    {
        if (model.At(day) is not { } known)
        {
            return;
        }

        Compare(file, model, price);
        if (IsSame(known) && model.Source is not FactSource.Checked && model.Periods.Count is 1)
        {
            var keys = Rates.ToKeys(known.Rates);
            foreach (var (key, rate) in Rates.ToKeys(price.Rates))
            {
                // Some rates in the table were copied from other models by mistake, and can be lower than their parent rates. A
                // rate below its parent rate is plausible only for cache reads.
                if (Rates.Effective(keys, key) is { } parent && (rate > parent || (rate < parent && key is "inputCacheRead")))
                {
                    keys.TryAdd(key, rate);
                }
            }

            model.ChangePrices(old => old with { Rates = Rates.FromKeys(keys) });
        }

        foreach (var fees in price.Fees
            .GroupBy(fee => fee.Unit)
            .Where(fees => !known.Fees.Any(fee => fee.Unit == fees.Key) && !IsBilledByTokens(known, fees.Key)))
        {
            model.ChangePrices(old => old with { Fees = [.. old.Fees, .. fees] });
            ReportAdded(file, model, $"fee {fees.Key} {fees.First().Amount} per {fees.First().Per}");
        }

        foreach (var variants in price.Variants
            .Where(variant => variant.ServiceTier is not null || variant.Region is not null)
            .GroupBy(variant => (variant.ServiceTier, variant.Region))
            .Where(variants => !known.Variants.Any(variant => (variant.ServiceTier, variant.Region) == variants.Key)))
        {
            // A factor can be applied to any base rates. Rates of a variant are valid only with the base rates in the same entry,
            // so they are scaled if the base rates of the model differ.
            var isFactor = variants.All(variant => variant.Factor is not null);
            model.ChangePrices(old => old with
            {
                Variants = [.. old.Variants, .. variants
                    .Select(variant => isFactor || IsSame(old) ? variant : Proportional(variant, price, old))
                    .Where(variant => isFactor || Rates.ToKeys(variant.Rates).Count > 0)],
            });
            var values = variants.Select(
                variant => isFactor ? variant.Factor!.Value.ToString(CultureInfo.InvariantCulture) : "rates");
            ReportAdded(file, model, $"{variants.Key.ServiceTier}{variants.Key.Region} {string.Join(" ", values)}");
        }

        bool IsSame(ModelPrice other) => !PriceComparison.Differences(other, price).Any();
    }

    /// <summary>Scales the rates of a variant by the ratio of another base price to its own base price.</summary>
    private static PriceVariant Proportional(PriceVariant variant, ModelPrice price, ModelPrice other)
    {
        var from = Rates.ToKeys(Standard(price));
        var to = Rates.ToKeys(Standard(other));
        var scaled = Rates.ToKeys(variant.Rates)
            .Where(pair => from.GetValueOrDefault(pair.Key) > 0 && to.ContainsKey(pair.Key))
            .ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value * to[pair.Key] / from[pair.Key], 8));
        return variant with { Rates = Rates.FromKeys(scaled) };

        TokenRates Standard(ModelPrice of) => variant.FromInputTokens is null
            ? of.Rates
            : of.Variants
                .FirstOrDefault(size => PriceComparison.IsSizeOnly(size) && size.FromInputTokens == variant.FromInputTokens)
                ?.Rates ?? new TokenRates();
    }

    /// <summary>Returns true if the price already bills by tokens what the unit counts, such as images.</summary>
    private static bool IsBilledByTokens(ModelPrice price, BillableUnit unit) => unit switch
    {
        BillableUnit.Image => price.Rates.InputImage is not null || price.Rates.OutputImage is not null,
        BillableUnit.InputAudioSecond or BillableUnit.AudioSecond => price.Rates.InputAudio is not null,
        BillableUnit.VideoSecond => price.Rates.InputVideo is not null || price.Rates.OutputVideo is not null,
        _ => false,
    };

    private void ReportAdded(CatalogFile file, CatalogModel model, string what)
    {
        if (model.Source is FactSource.Checked)
        {
            report.Added(file, model, what);
        }
    }

    /// <summary>
    /// Returns the same model at one of the makers whose models this provider resells, or <see langword="null"/> if none of them
    /// has it.
    /// </summary>
    private (CatalogFile File, CatalogModel Model)? Fallback(CatalogFile file, string name)
    {
        foreach (var fallback in file.Fallbacks.Select(catalog.Find))
        {
            if (fallback?.FindAnySpelling(name) is { } model)
            {
                return (fallback, model);
            }
        }

        return null;
    }

    private CatalogModel? MeantByPattern(CatalogFile file, string name)
    {
        var provider = genAIPrices.Providers
            .FirstOrDefault(provider => CatalogProviders.OfGenAIPrices(provider.Prices.Id) == file.Provider);
        return provider?.Prices.Find(ModelId.Normalize(name)!) is { } prices ? file.Find(prices.Name) : null;
    }

    /// <summary>Adds the price of an image for a quality and a size, which are part of the model name in the table.</summary>
    /// <remarks>Some prices in the table are per pixel, and are converted to prices per image.</remarks>
    private void AddImage(CatalogFile file, LiteLlmRow entry, Match image)
    {
        var name = Bare(image.Groups["model"].Value);
        var width = long.Parse(image.Groups["width"].Value, CultureInfo.InvariantCulture);
        var height = long.Parse(image.Groups["height"].Value, CultureInfo.InvariantCulture);
        var amount = entry.Amounts.GetValueOrDefault(
            "input_cost_per_image", entry.Amounts.GetValueOrDefault("output_cost_per_image"));
        if (amount is 0)
        {
            // The table divides published prices by the number of pixels and rounds the result. Published image prices have at
            // most three decimal places.
            amount = Math.Round(entry.Amounts.GetValueOrDefault("input_cost_per_pixel") * width * height, 3);
        }

        var known = file.FindAnySpelling(name);
        if (amount is 0 || known?.Periods.Any(period => Rates.ToKeys(period.Price.Rates).Count > 0) is true)
        {
            report.LeftOut(amount is 0 ? NoPrice : "images of a model that is billed per token", entry.Key);
            return;
        }

        // If a request does not specify a quality, providers use the standard quality. The price of the standard quality
        // therefore also applies to requests without a quality.
        var quality = image.Groups["quality"].Value;
        var size = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
        var fees = (quality is "standard/" ? [size, quality + size] : new[] { quality + size })
            .Select(kind => new FeeRate
            {
                Unit = BillableUnit.Image,
                Kind = kind,
                Amount = amount,
                Direction = CostDirection.Output,
            })
            .ToList();
        if (known is null)
        {
            Add(file, entry, name, new ModelPrice { Fees = fees });
        }
        else
        {
            known.ChangePrices(price => price with
            {
                Fees = [.. price.Fees, .. fees.Where(fee => !price.Fees.Any(other => other.Kind == fee.Kind))],
            });
        }
    }

    /// <summary>Adds a regional price as a variant of the model.</summary>
    /// <remarks>
    /// If the table has only regional prices for a model, the first regional price becomes the price of the model.
    /// </remarks>
    private void AddRegion(CatalogFile file, LiteLlmRow entry, string region, string name, ModelPrice price)
    {
        var model = file.FindAnySpelling(name) ?? Fallback(file, name)?.Model;
        if (model is null)
        {
            report.Note(file.Provider, name, $"has only regional prices; the price of {region} is used for all regions");
            Add(file, entry, name, price);
            return;
        }

        if (region.StartsWith("global", StringComparison.Ordinal))
        {
            Compare(file, model, price);
            return;
        }

        if (model.At(day) is not { } known || known.Variants.Any(variant => variant.Region == region))
        {
            return;
        }

        // If the model has several prices over time, the regional price is compared with the standard price in the table, because
        // both can be older than the price in the catalog.
        var own = entries.FirstOrDefault(other => other.Provider == entry.Provider && Bare(other.Name) == name);
        var standard = model.Periods.Count > 1 && own is not null && LiteLlmPrice.Read(own) is { } listed ? listed : known;
        var variant = Variant(region, Rates.ToKeys(price.Rates), Rates.ToKeys(standard.Rates));
        if (variant is null)
        {
            return;
        }

        if (variant.Factor > LiteLlmPrice.MaxRatio)
        {
            report.LeftOut("a rate in another unit", entry.Key);
            return;
        }

        if (file.Find(model.Name) != model)
        {
            report.LeftOut("region of a model that another provider lists", entry.Key);
            return;
        }

        model.ChangePrices(old => variant.Factor is not null || !PriceComparison.Differences(old, standard).Any()
            ? old with { Variants = [.. old.Variants, variant] }
            : old with { Variants = [.. old.Variants, Proportional(variant, standard, old)] });
    }

    /// <summary>
    /// Returns the variant for a region, or <see langword="null"/> if the rates of the region are the standard rates.
    /// </summary>
    /// <remarks>
    /// If all rates differ by the same simple factor, the variant has this factor; otherwise, it has its own rates.
    /// </remarks>
    private static PriceVariant? Variant(string region, Dictionary<string, decimal> rates, Dictionary<string, decimal> standard)
    {
        var common = rates.Where(pair => pair.Value > 0 && standard.GetValueOrDefault(pair.Key) > 0).ToDictionary();
        if (common.All(pair => pair.Value == standard[pair.Key]))
        {
            return null;
        }

        var factors = common.Select(pair => pair.Value / standard[pair.Key]).Distinct().ToList();
        return factors is [var factor] && LiteLlmPrice.IsPlain(factor)
            ? new PriceVariant { Region = region, Factor = factor }
            : new PriceVariant { Region = region, Rates = Rates.FromKeys(common) };
    }

    /// <summary>
    /// Returns a model name without the route prefixes of the table, such as <c>bedrock/</c> or <c>invoke/</c>.
    /// </summary>
    private static string Bare(string name) => Route().Replace(name, "");

    [GeneratedRegex(
        "^(?:azure/)?(?<quality>(?:[a-z]+/)?)(?<width>[0-9]+)-x-(?<height>[0-9]+)/(?:[0-9a-z]+-steps/)?(?<model>.+)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex ImageName();

    [GeneratedRegex(
        "^(?:azure/(?<region>eu|us|global|global-standard)"
        + "|bedrock/(?:invoke/)?(?<region>[a-z]{2}-[a-z]+(?:-[a-z]+)?-[0-9]))/(?<model>.+)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Regional();

    [GeneratedRegex("^(fireworks-ai|together-ai)-")]
    private static partial Regex SizeClass();

    [GeneratedRegex("^(bedrock/|invoke/|converse/|ranking/)+")]
    private static partial Regex Route();
}

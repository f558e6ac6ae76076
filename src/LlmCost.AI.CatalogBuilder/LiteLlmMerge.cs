using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Adds what LiteLLM's table knows.</summary>
internal sealed partial class LiteLlmMerge(
    Catalog catalog, GenAIPricesFacts genAIPrices, IReadOnlyList<LiteLlmRow> entries, DateOnly day, Report report)
{
    /// <summary>Beyond it, in USD per million tokens, an entry is in some other unit; the dearest model has cost 600.</summary>
    private const decimal MaxBelievableRate = 1_000;

    /// <summary>The source of a fact whose provider's own page the table does not name: only what was read is claimed.</summary>
    private const string Table = "https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json";

    public void Run()
    {
        // Google has two prices for some models; those of the Gemini API come first, as on its page.
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

        // A price of one region needs the model's own price first, wherever the table has it.
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
            return "bought by the hour";
        }

        if (SizeClass().IsMatch(entry.Key) || entry.Key.Contains("max-x-max", StringComparison.Ordinal) || entry.Key.EndsWith("/container", StringComparison.Ordinal))
        {
            return "a class of sizes or a tool, not a model";
        }

        if (entry.Amounts.Keys.Any(key => key.Contains("_dbu_", StringComparison.Ordinal)) && LiteLlmPrice.Read(entry) is null)
        {
            return "priced in other units than money";
        }

        // Zero means "unknown" as often as "free".
        return !ImageName().IsMatch(entry.Key) && LiteLlmPrice.Read(entry) is null ? "no price, or one of zero, or by the second of a machine" : null;
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
            report.LeftOut("a rate in some other unit", entry.Key);
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
        else if (Fallback(file, name) is { } elsewhere)
        {
            // Azure sells models of others at prices of its own; its OpenAI models cost what they cost at OpenAI, but the table mixes types of deployment.
            if (entry.Provider is "azure_ai" && elsewhere.Model.At(day) is { } other && PriceComparison.Differences(other, price).Any())
            {
                Add(file, entry, name, price);
            }
            else
            {
                Compare(elsewhere.File, elsewhere.Model, price);
            }
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
                report.Note(file.Provider, name, $"is {meant.Name} by a pattern of genai-prices, which has another price; it keeps its own");
                Add(file, entry, name, price);
            }
        }
        else
        {
            Add(file, entry, name, price);
        }
    }

    /// <summary>Whether the table prices a snapshot apart from its family, whose price it agrees on.</summary>
    private bool IsOtherSnapshot(LiteLlmRow entry, CatalogFile file, CatalogModel family, string name, ModelPrice price)
    {
        // At Azure the table has the price of one type of deployment under the bare name.
        if (file.Provider is ProviderNames.AzureOpenAI || family.At(day) is not { } known || !PriceComparison.Differences(known, price).Any())
        {
            return false;
        }

        var sibling = entries.FirstOrDefault(other =>
            other != entry && CatalogProviders.OfLiteLlm(other.Provider) == file.Provider && file.Find(Bare(other.Name)) == family);
        var isOther = sibling is not null && LiteLlmPrice.Read(sibling) is { } own && !PriceComparison.Differences(known, own).Any();
        if (isOther)
        {
            report.Note(file.Provider, name, $"is a snapshot of {family.Name} with a price of its own");
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
                // The table has copied rates of other models: only reading from the cache costs less than what it is a part of.
                if (Rates.Effective(keys, key) is { } parent && (rate > parent || (rate < parent && key is "inputCacheRead")))
                {
                    keys.TryAdd(key, rate);
                }
            }

            model.ChangePrices(old => old with { Rates = Rates.FromKeys(keys) });
        }

        foreach (var fees in price.Fees.GroupBy(fee => fee.Unit).Where(fees => !known.Fees.Any(fee => fee.Unit == fees.Key) && !IsBilledByTokens(known, fees.Key)))
        {
            model.ChangePrices(old => old with { Fees = [.. old.Fees, .. fees] });
            Tell(file, model, $"fee {fees.Key} {fees.First().Amount} per {fees.First().Per}");
        }

        foreach (var variants in price.Variants
            .Where(variant => variant.ServiceTier is not null || variant.Region is not null)
            .GroupBy(variant => (variant.ServiceTier, variant.Region))
            .Where(variants => !known.Variants.Any(variant => (variant.ServiceTier, variant.Region) == variants.Key)))
        {
            // A factor holds whatever the rates are. Rates hold for those that they were published with; for others, in proportion.
            var isFactor = variants.All(variant => variant.Factor is not null);
            model.ChangePrices(old => old with
            {
                Variants = [.. old.Variants, .. variants
                    .Select(variant => isFactor || IsSame(old) ? variant : Proportional(variant, price, old))
                    .Where(variant => isFactor || Rates.ToKeys(variant.Rates).Count > 0)],
            });
            var values = variants.Select(variant => isFactor ? variant.Factor!.Value.ToString(CultureInfo.InvariantCulture) : "rates");
            Tell(file, model, $"{variants.Key.ServiceTier}{variants.Key.Region} {string.Join(" ", values)}");
        }

        bool IsSame(ModelPrice other) => !PriceComparison.Differences(other, price).Any();
    }

    /// <summary>A variant of one price as a variant of another.</summary>
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
            : of.Variants.FirstOrDefault(size => PriceComparison.IsSizeOnly(size) && size.FromInputTokens == variant.FromInputTokens)?.Rates ?? new TokenRates();
    }

    /// <summary>Whether a fee would bill once more what tokens bill already.</summary>
    private static bool IsBilledByTokens(ModelPrice price, BillableUnit unit) => unit switch
    {
        BillableUnit.Image => price.Rates.InputImage is not null || price.Rates.OutputImage is not null,
        BillableUnit.InputAudioSecond or BillableUnit.AudioSecond => price.Rates.InputAudio is not null,
        BillableUnit.VideoSecond => price.Rates.InputVideo is not null || price.Rates.OutputVideo is not null,
        _ => false,
    };

    private void Tell(CatalogFile file, CatalogModel model, string what)
    {
        if (model.Source is FactSource.Checked)
        {
            report.Added(file, model, what);
        }
    }

    /// <summary>The same model at a provider whose prices hold for this one, too.</summary>
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
        var provider = genAIPrices.Providers.FirstOrDefault(provider => CatalogProviders.OfGenAIPrices(provider.Prices.Id) == file.Provider);
        return provider?.Prices.Find(ModelId.Normalize(name)!) is { } prices ? file.Find(prices.Name) : null;
    }

    /// <summary>An image's price by quality and size, which the table has in the model's name, and partly by the pixel.</summary>
    private void AddImage(CatalogFile file, LiteLlmRow entry, Match image)
    {
        var name = Bare(image.Groups["model"].Value);
        var width = long.Parse(image.Groups["width"].Value, CultureInfo.InvariantCulture);
        var height = long.Parse(image.Groups["height"].Value, CultureInfo.InvariantCulture);
        var amount = entry.Amounts.GetValueOrDefault("input_cost_per_image", entry.Amounts.GetValueOrDefault("output_cost_per_image"));
        if (amount is 0)
        {
            // The table divides published prices by the pixels and rounds; an image's price has no parts of a tenth of a cent.
            amount = Math.Round(entry.Amounts.GetValueOrDefault("input_cost_per_pixel") * width * height, 3);
        }

        var known = file.FindAnySpelling(name);
        if (amount is 0 || known?.Periods.Any(period => Rates.ToKeys(period.Price.Rates).Count > 0) is true)
        {
            report.LeftOut(amount is 0 ? "no price, or one of zero, or by the second of a machine" : "images of a model that is billed by tokens", entry.Key);
            return;
        }

        // Who names no quality gets the standard one.
        var quality = image.Groups["quality"].Value;
        var size = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
        var fees = (quality is "standard/" ? [size, quality + size] : new[] { quality + size })
            .Select(kind => new FeeRate { Unit = BillableUnit.Image, Kind = kind, Amount = amount, Direction = CostDirection.Output })
            .ToList();
        if (known is null)
        {
            Add(file, entry, name, new ModelPrice { Fees = fees });
        }
        else
        {
            known.ChangePrices(price => price with { Fees = [.. price.Fees, .. fees.Where(fee => !price.Fees.Any(other => other.Kind == fee.Kind))] });
        }
    }

    /// <summary>A price that holds in one region becomes a variant of the model; where only regions are known, the first stands for the rest.</summary>
    private void AddRegion(CatalogFile file, LiteLlmRow entry, string region, string name, ModelPrice price)
    {
        var model = file.FindAnySpelling(name) ?? Fallback(file, name)?.Model;
        if (model is null)
        {
            report.Note(file.Provider, name, $"has no price but those of regions; that of {region} stands for all");
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

        // Where prices have changed, the table's own price beside it is what the region's is a part of: both may be of another day than ours.
        var own = entries.FirstOrDefault(other => other.Provider == entry.Provider && Bare(other.Name) == name);
        var standard = model.Periods.Count > 1 && own is not null && LiteLlmPrice.Read(own) is { } listed ? listed : known;
        var variant = Variant(region, Rates.ToKeys(price.Rates), Rates.ToKeys(standard.Rates));
        if (variant is null)
        {
            return;
        }

        if (variant.Factor > LiteLlmPrice.MaxRatio)
        {
            report.LeftOut("a rate in some other unit", entry.Key);
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

    /// <summary>What a region changes: all rates by one factor, or some of them; <see langword="null"/> for nothing.</summary>
    private static PriceVariant? Variant(string region, Dictionary<string, decimal> rates, Dictionary<string, decimal> standard)
    {
        var common = rates.Where(pair => pair.Value > 0 && standard.GetValueOrDefault(pair.Key) > 0).ToDictionary();
        if (common.All(pair => pair.Value == standard[pair.Key]))
        {
            return null;
        }

        return common.Select(pair => pair.Value / standard[pair.Key]).Distinct().ToList() is [var factor] && LiteLlmPrice.IsPlain(factor)
            ? new PriceVariant { Region = region, Factor = factor }
            : new PriceVariant { Region = region, Rates = Rates.FromKeys(common) };
    }

    /// <summary>The name without the table's ways of calling a model.</summary>
    private static string Bare(string name) => Way().Replace(name, "");

    [GeneratedRegex("^(?:azure/)?(?<quality>(?:[a-z]+/)?)(?<width>[0-9]+)-x-(?<height>[0-9]+)/(?:[0-9a-z]+-steps/)?(?<model>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex ImageName();

    [GeneratedRegex(
        "^(?:azure/(?<region>eu|us|global|global-standard)|bedrock/(?:invoke/)?(?<region>[a-z]{2}-[a-z]+(?:-[a-z]+)?-[0-9]))/(?<model>.+)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Regional();

    [GeneratedRegex("^(fireworks-ai|together-ai)-")]
    private static partial Regex SizeClass();

    [GeneratedRegex("^(bedrock/|invoke/|converse/|ranking/)+")]
    private static partial Regex Way();
}

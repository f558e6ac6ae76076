using System.Text.RegularExpressions;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Adds the facts of genai-prices to the catalog.</summary>
internal sealed partial class GenAIPricesMerge(Catalog catalog, GenAIPricesFacts facts, Report report)
{
    /// <summary>The prefixes of Bedrock's model ids, which select the regions in which a model runs.</summary>
    private static readonly string[] s_bedrockScopes = ["", "us.", "eu.", "apac.", "jp.", "au.", "us-gov.", "global."];

    public void Run()
    {
        foreach (var provider in facts.Providers)
        {
            var id = CatalogProviders.OfGenAIPrices(provider.Prices.Id);
            var file = catalog.GetOrAdd(id, provider.Page, facts.Day);
            file.Fallbacks.AddRange(provider.Prices.Fallbacks.Select(CatalogProviders.OfGenAIPrices));
            for (var i = 0; i < provider.Names.Count; i++)
            {
                var prices = provider.Prices.Models[i].Prices;
                var names = provider.Names[i].Where(name => provider.Prices.Find(ModelId.Normalize(name)!) == prices).ToList();
                names.AddRange(BedrockNames(provider.Prices, prices));
                if (Known(file, provider.Prices, prices, names) is { } known)
                {
                    Complete(file, known, prices);
                    AddNames(file, known, prices, names);
                }
                else
                {
                    file.Add(new CatalogModel(prices.Name, FactSource.GenAIPrices, ExplicitPeriods(prices)), names);
                }
            }
        }
    }

    /// <summary>Adds those names of a model that the catalog does not contain yet.</summary>
    /// <remarks>
    /// The names become aliases of the known model. If the price in the list differs from the price of the known model, the names
    /// become a separate model instead.
    /// </remarks>
    private void AddNames(CatalogFile file, CatalogModel known, PriceHistory prices, List<string> names)
    {
        var all = names.Append(prices.Name).ToList();
        var unknown = all.Where(name => file.FindAnySpelling(name) is null).ToList();
        if (unknown.Count > 0 && known.At(facts.Day) is { } taken && prices.At(Noon(facts.Day)) is { } listed
            && PriceComparison.Differences(taken, listed).Any())
        {
            file.Add(new CatalogModel(unknown[0], FactSource.GenAIPrices, ExplicitPeriods(prices)), unknown.Skip(1));
        }
        else
        {
            file.AddAliases(known, all);
        }
    }

    /// <summary>
    /// Returns the model with one of the names. If no model has one of the names, returns a hand-checked model that matches the
    /// model's pattern in the list.
    /// </summary>
    private static CatalogModel? Known(CatalogFile file, GenAIPricesProvider provider, PriceHistory prices, List<string> names) =>
        names.Prepend(prices.Name).Select(file.Find).FirstOrDefault(model => model is not null)
        ?? file.Models.FirstOrDefault(model =>
            model.Source is FactSource.Checked
            && model.Aliases.Prepend(model.Name).Any(name => provider.Find(ModelId.Normalize(name)!) == prices));

    /// <summary>Returns the full Bedrock ids for a model whose pattern in the list contains only a part of the id.</summary>
    private static IEnumerable<string> BedrockNames(GenAIPricesProvider provider, PriceHistory prices)
    {
        if (provider.Id is not "aws")
        {
            return [];
        }

        var bare = Scope().Replace(prices.Name, "");
        var unversioned = BedrockVersion().Replace(bare, "");
        return
            from scope in s_bedrockScopes
            from name in new[] { bare, unversioned }.Distinct()
            where provider.Find(scope + name) == prices
            select scope + name;
    }

    private void Complete(CatalogFile file, CatalogModel model, PriceHistory prices)
    {
        var listed = prices.At(Noon(facts.Day));
        if (listed is null || model.At(facts.Day) is not { } taken)
        {
            return;
        }

        foreach (var (key, rate, other) in PriceComparison.Differences(taken, listed))
        {
            report.Conflict(file, model, key, rate, FactSource.GenAIPrices, other);
        }

        if (prices.Periods.Count > 1 && model.Periods.Count is 1)
        {
            report.Note(
                file.Provider, model.Name, $"GenAIPrices has {prices.Periods.Count} prices over time, {model.Source} has one");
        }

        foreach (var fee in listed.Fees.Where(fee => !taken.Fees.Any(known => known.Unit == fee.Unit)))
        {
            model.ChangePrices(price => price with { Fees = [.. price.Fees, fee] });
            report.Added(file, model, $"fee {fee.Unit} {fee.Amount} per {fee.Per}");
        }

        AddRates(file, model, taken, listed);
    }

    /// <summary>
    /// Adds rates that the model lacks, if they differ from the rate that would otherwise apply. A model whose prices have
    /// changed over time stays as it is.
    /// </summary>
    private void AddRates(CatalogFile file, CatalogModel model, ModelPrice taken, ModelPrice listed)
    {
        if (model.Periods.Count is not 1)
        {
            return;
        }

        var keys = Rates.ToKeys(taken.Rates);
        foreach (var (key, rate) in Rates.ToKeys(listed.Rates))
        {
            if (!keys.ContainsKey(key) && Rates.Effective(keys, key) is { } parent && parent != rate)
            {
                keys.Add(key, rate);
                report.Added(file, model, $"{key} {rate} instead of {parent}");
            }
        }

        model.ChangePrices(price => price with { Rates = Rates.FromKeys(keys) });
    }

    private static IEnumerable<PricePeriod> ExplicitPeriods(PriceHistory prices) =>
        prices.Periods.OrderBy(period => period.From).Select(WithExplicitRates);

    /// <summary>Adds rates of zero if the list has neither rates nor fees for a model, because such a model is free.</summary>
    private static PricePeriod WithExplicitRates(PricePeriod period) =>
        Rates.ToKeys(period.Price.Rates).Count is 0 && period.Price.Fees.Count is 0
            ? period with { Price = new ModelPrice { Rates = new() { Input = 0, Output = 0 } } }
            : period;

    private static DateTimeOffset Noon(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);

    [GeneratedRegex("^(regional|global)[.]")]
    private static partial Regex Scope();

    [GeneratedRegex("-v[0-9]+(:[0-9]+)?$")]
    private static partial Regex BedrockVersion();
}

using System.Reflection;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads price catalog files: one JSON document for each provider.</summary>
internal static class PriceCatalogReader
{
    private const string ResourcePrefix = "Catalog/";

    /// <summary>Reads the files that are embedded in this assembly.</summary>
    public static PriceCatalog ReadEmbedded()
    {
        var assembly = typeof(PriceCatalogReader).Assembly;
        return Read(
            assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Select(name => (name[ResourcePrefix.Length..], Open(assembly, name))));
    }

    /// <summary>Reads one file for each provider.</summary>
    /// <exception cref="FormatException">A file is not a valid price list; the message names the file, the model and the key.</exception>
    public static PriceCatalog Read(IEnumerable<(string Name, Stream Content)> files)
    {
        var asOf = DateOnly.MinValue;
        var providers = new Dictionary<string, ProviderPrices>();
        foreach (var (name, content) in files)
        {
            using (content)
            {
                var file = Deserialize(name, content);
                asOf = file.Checked > asOf ? file.Checked : asOf;
                var prices = ToPrices(name, file);
                foreach (var provider in file.Aliases.Prepend(file.Provider))
                {
                    if (!providers.TryAdd(provider, prices))
                    {
                        throw new FormatException($"{name}: provider '{provider}' is already in another file; a provider has one file.");
                    }
                }
            }
        }

        return new PriceCatalog(
            asOf.ToString("yyyy-MM-dd", null), new DateTimeOffset(asOf, TimeOnly.MinValue, TimeSpan.Zero), providers);
    }

    private static Stream Open(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource '{name}' is missing.");

    private static PriceFile Deserialize(string name, Stream content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, PriceFileContext.Default.PriceFile)
                ?? throw new FormatException($"{name}: the document is null; a price list is an object.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{name}: {e.Message}", e);
        }
    }

    private static ProviderPrices ToPrices(string name, PriceFile file)
    {
        var models = new Dictionary<string, ModelPeriods>();
        foreach (var (model, entry) in file.Models)
        {
            if (entry.Prices is [])
            {
                throw new FormatException($"{name}: models.{model}.prices is empty; a model has at least one price.");
            }

            for (var i = 0; i < entry.Prices.Count; i++)
            {
                if (i > 0 && entry.Prices[i].From < entry.Prices[i - 1].From)
                {
                    throw new FormatException($"{name}: models.{model}.prices[{i}].from is earlier than that of the price before.");
                }

                if (entry.Prices[i].Start.HasValue != entry.Prices[i].End.HasValue)
                {
                    throw new FormatException($"{name}: models.{model}.prices[{i}] has a start or an end; it must have both or none.");
                }

                if (PriceRules.Violations(entry.Prices[i].Price).FirstOrDefault() is { } violation)
                {
                    throw new FormatException($"{name}: models.{model}.prices[{i}].price: {violation}");
                }
            }

            var prices = new ModelPeriods(model, entry.Prices);
            foreach (var key in entry.Aliases.Prepend(model))
            {
                if (ModelId.Normalize(key) is not { } normalized || !models.TryAdd(normalized, prices))
                {
                    throw new FormatException($"{name}: models.{model}: '{key}' is empty or already another model's name or alias.");
                }
            }
        }

        return new ProviderPrices(models);
    }
}

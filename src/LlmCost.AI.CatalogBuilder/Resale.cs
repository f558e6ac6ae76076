using System.IO.Enumeration;
using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Represents models that a provider sells at the list prices of their maker. The maker's fees and its prices for tiers, regions
/// and speeds are not copied.
/// </summary>
/// <param name="Provider">The provider.</param>
/// <param name="Maker">The provider that makes the models, and whose prices are copied.</param>
/// <param name="Models">The models, by name or by a pattern with <c>*</c>.</param>
/// <param name="Source">The provider's page that states the list prices.</param>
/// <param name="Checked">The date on which the facts were last checked.</param>
internal sealed record Resale(string Provider, string Maker, IReadOnlyList<string> Models, string Source, DateOnly Checked)
{
    public static IReadOnlyList<Resale> ReadAll(string path) =>
        JsonSerializer.Deserialize<Resale[]>(File.ReadAllBytes(path), JsonSerializerOptions.Web)!;

    /// <summary>Adds the models that the provider's file does not have yet.</summary>
    public void AddTo(Catalog catalog)
    {
        var maker = catalog.Find(Maker) ?? throw new FormatException($"Resales.json: '{Maker}' is not in the catalog.");
        var file = catalog.Find(Provider) ?? throw new FormatException($"Resales.json: '{Provider}' is not in the catalog.");
        foreach (var name in Models)
        {
            var named = maker.Models.Where(model => FileSystemName.MatchesSimpleExpression(name, model.Name)).ToList();
            if (named.Count is 0)
            {
                throw new FormatException($"Resales.json: '{Maker}' has no model '{name}'.");
            }

            foreach (var model in named.Where(model => file.Find(model.Name) is null))
            {
                var copy = new CatalogModel(model.Name, model.Source, model.Periods) { Page = Source, Day = Checked };
                copy.ChangePrices(price => price with
                {
                    Variants = [.. price.Variants.Where(PriceComparison.IsSizeOnly)],
                    Fees = [],
                });
                file.Add(copy, model.Aliases);
            }
        }
    }
}

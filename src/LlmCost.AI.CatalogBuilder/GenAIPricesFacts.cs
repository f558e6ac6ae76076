using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Contains the list of genai-prices, including facts that the library does not read: the pages with the prices, and the names in
/// match clauses.
/// </summary>
/// <param name="Day">The date on which the list was current.</param>
/// <param name="Providers">The providers, in the order of the list.</param>
internal sealed record GenAIPricesFacts(DateOnly Day, IReadOnlyList<GenAIPricesFacts.Provider> Providers)
{
    /// <summary>Represents a provider in the list.</summary>
    /// <param name="Prices">The provider and its prices, as the library reads them.</param>
    /// <param name="Page">The provider's page with the prices.</param>
    /// <param name="Names">The names of each model. The models are in the order of the list.</param>
    internal sealed record Provider(GenAIPricesProvider Prices, string Page, IReadOnlyList<IReadOnlyList<string>> Names);

    public static GenAIPricesFacts Read(string path, DateOnly day)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var list = GenAIPricesReader.Read(Path.GetFileName(path), root, followsFallbacks: true);
        var elements = root.ValueKind is JsonValueKind.Array ? root : root.GetProperty("providers");
        return new GenAIPricesFacts(day, [.. elements.EnumerateArray().Zip(list.Providers, ReadProvider)]);
    }

    private static Provider ReadProvider(JsonElement element, GenAIPricesProvider prices) => new(
        prices,
        element.GetProperty("pricing_urls")[0].GetString()!,
        [
            .. element.GetProperty("models").EnumerateArray()
                .Select(model => (IReadOnlyList<string>)[.. SpelledOut(model.GetProperty("match"))]),
        ]);

    /// <summary>Returns the names that a match clause contains literally.</summary>
    /// <remarks>
    /// If a clause contains a prefix, a suffix or a substring to match, this string is treated as a complete name. Other names
    /// that the clause would match are ignored, because such clauses have matched longer names of other models in the past.
    /// </remarks>
    private static IEnumerable<string> SpelledOut(JsonElement clause)
    {
        foreach (var property in clause.EnumerateObject())
        {
            if (property.Name is "equals" or "starts_with" or "contains" or "ends_with")
            {
                yield return property.Value.GetString()!.TrimEnd('-', ':', '@');
            }
            else if (property.NameEquals("or"))
            {
                foreach (var name in property.Value.EnumerateArray().SelectMany(SpelledOut))
                {
                    yield return name;
                }
            }
        }
    }
}

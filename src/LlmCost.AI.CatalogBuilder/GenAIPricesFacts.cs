using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>genai-prices' list, with what the library has no use for: the pages and the names that clauses spell out.</summary>
internal sealed record GenAIPricesFacts(DateOnly Day, IReadOnlyList<GenAIPricesFacts.Provider> Providers)
{
    /// <param name="Prices">The provider as the library reads it.</param>
    /// <param name="Page">The page with its prices.</param>
    /// <param name="Names">The names of each model, in the order of the list.</param>
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
        [.. element.GetProperty("models").EnumerateArray().Select(model => (IReadOnlyList<string>)[.. SpelledOut(model.GetProperty("match"))])]);

    /// <summary>
    /// The names that a clause spells out. A beginning or a part of a name is that very name at most; what else it would match is left to be unknown, since such rules have
    /// matched models with longer names before.
    /// </summary>
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

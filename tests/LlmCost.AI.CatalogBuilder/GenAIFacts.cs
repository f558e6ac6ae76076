using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Providers and models of genai-prices, with the names that are sure to mean a model.</summary>
internal sealed class GenAIFacts
{
    private readonly JsonDocument _json;
    private readonly Dictionary<string, GenAIPricesProvider> _prices;

    public GenAIFacts(FileInfo file)
    {
        _json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        _prices = GenAIPricesReader.Read(file.Name, _json.RootElement).Providers.ToDictionary(provider => provider.Id);
    }

    public IEnumerable<(string Provider, string Source, IReadOnlyList<(ModelPeriods Prices, IReadOnlyList<string> Names)> Models)> Providers() =>
        from element in _json.RootElement.EnumerateArray()
        let id = element.GetProperty("id").GetString()!
        select (
            id,
            element.GetProperty("pricing_urls")[0].GetString()!,
            (IReadOnlyList<(ModelPeriods, IReadOnlyList<string>)>)
            [
                .. element.GetProperty("models").EnumerateArray().Select((model, index) =>
                    (_prices[id].Models[index].Prices, (IReadOnlyList<string>)[.. Names(model.GetProperty("match")).Distinct()])),
            ]);

    /// <summary>
    /// The names that a clause spells out. A beginning or a part of a name is taken as that very name; what else it would match is left to be unknown.
    /// </summary>
    private static IEnumerable<string> Names(JsonElement clause)
    {
        foreach (var property in clause.EnumerateObject())
        {
            switch (property.Name)
            {
                case "equals" or "starts_with" or "contains" or "ends_with" when property.Value.GetString() is { Length: > 3 } name:
                    yield return name.TrimEnd('-');
                    break;
                case "or":
                    foreach (var name in property.Value.EnumerateArray().SelectMany(Names))
                    {
                        yield return name;
                    }

                    break;
            }
        }
    }
}

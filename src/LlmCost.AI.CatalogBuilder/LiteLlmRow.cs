using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Represents an entry of LiteLLM's table.</summary>
internal sealed partial class LiteLlmRow
{
    public required string Key { get; init; }

    public required string Provider { get; init; }

    public string Mode { get; init; } = "";

    /// <summary>Gets the page that the entry states as its source, or <see langword="null"/> if it states none.</summary>
    public string? Page { get; init; }

    /// <summary>Gets all numeric values of the entry, by the keys of the table.</summary>
    public required IReadOnlyDictionary<string, decimal> Amounts { get; init; }

    /// <summary>Gets the prices of a web search, by context size.</summary>
    public required IReadOnlyDictionary<string, decimal> SearchContext { get; init; }

    /// <summary>Gets the price factors, by region or speed.</summary>
    public required IReadOnlyDictionary<string, decimal> Factors { get; init; }

    /// <summary>Gets the prices by prompt size. Each price applies to prompts with more tokens than its threshold.</summary>
    public required IReadOnlyList<(long Beyond, IReadOnlyDictionary<string, decimal> Amounts)> Steps { get; init; }

    /// <summary>Gets the name of the model without the table's provider prefix.</summary>
    public string Name
    {
        get
        {
            var slash = Key.IndexOf('/', StringComparison.Ordinal);
            return slash > 0 && Prefixes(Provider).Contains(Key[..slash].Replace('-', '_')) ? Key[(slash + 1)..] : Key;
        }
    }

    public static IReadOnlyList<LiteLlmRow> ReadAll(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. from property in document.RootElement.EnumerateObject()
               where property.Name is not ("sample_spec" or "fallback_generalizations")
               select Read(property.Name, property.Value),
        ];
    }

    private static LiteLlmRow Read(string key, JsonElement element) => new()
    {
        Key = key,
        Provider = element.GetProperty("litellm_provider").GetString()!,
        Mode = element.TryGetProperty("mode", out var mode) ? mode.GetString() ?? "" : "",
        Page = element.TryGetProperty("source", out var source)
            && PageAddress().Match(source.GetString() ?? "") is { Success: true } page
            ? page.Value
            : null,
        Amounts = ReadAmounts(element),
        SearchContext = element.TryGetProperty("search_context_cost_per_query", out var search) ? ReadAmounts(search) : Nothing(),
        Factors = element.TryGetProperty("provider_specific_entry", out var factors) ? ReadAmounts(factors) : Nothing(),
        Steps = element.TryGetProperty("tiered_pricing", out var steps)
            ? [.. from step in steps.EnumerateArray()
                  where step.TryGetProperty("range", out _)
                  select ((long)step.GetProperty("range")[0].GetDecimal(), ReadAmounts(step))]
            : [],
    };

    /// <summary>Returns the numeric values of a JSON object. Some numbers in the table are strings.</summary>
    private static Dictionary<string, decimal> ReadAmounts(JsonElement element)
    {
        var amounts = Nothing();
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Number)
            {
                amounts[property.Name] = property.Value.GetDecimal();
            }
            else if (property.Value.ValueKind is JsonValueKind.String
                && decimal.TryParse(property.Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
            {
                amounts[property.Name] = amount;
            }
        }

        return amounts;
    }

    private static Dictionary<string, decimal> Nothing() => [];

    private static IEnumerable<string> Prefixes(string provider) => provider switch
    {
        "azure_text" => ["azure"],
        "cohere_chat" => ["cohere"],
        "bedrock_converse" => ["bedrock"],
        "fireworks_ai-embedding-models" => ["fireworks_ai"],
        "text-completion-codestral" or "text-completion-inception" => [provider.Replace('-', '_')],
        _ when provider.StartsWith("vertex_ai", StringComparison.Ordinal) => ["vertex_ai"],
        _ => [provider],
    };

    [GeneratedRegex("^https://[^ ]+$")]
    private static partial Regex PageAddress();
}

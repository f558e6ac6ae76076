using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace LlmCost.AI;

/// <summary>
/// Counts the tokens of a tool definition as in OpenAI's cookbook ("How to count tokens with tiktoken", section 7).
/// </summary>
internal static class ToolTokens
{
    private const int PerFunction = 7;
    private const int PerFunctionOfOldModels = 10;
    private const int PerProperties = 3;
    private const int PerProperty = 3;
    private const int PerEnum = -3;
    private const int PerEnumItem = 3;
    private const int PerEnd = 12;

    /// <summary>Returns the number of tokens of a tool definition.</summary>
    /// <param name="tokenizer">The tokenizer of the model.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="isOld">True for models of the GPT-4 and GPT-3.5 generation.</param>
    public static long Count(Tokenizer tokenizer, AIFunctionDeclaration tool, bool isOld)
    {
        long tokens = (isOld ? PerFunctionOfOldModels : PerFunction) + PerEnd;
        tokens += tokenizer.CountTokens($"{tool.Name}:{Text(tool.Description)}");
        if (tool.JsonSchema.ValueKind is not JsonValueKind.Object
            || !tool.JsonSchema.TryGetProperty("properties", out var properties)
            || properties.ValueKind is not JsonValueKind.Object)
        {
            return tokens;
        }

        var isFirst = true;
        foreach (var property in properties.EnumerateObject())
        {
            tokens += (isFirst ? PerProperties : 0) + PerProperty + Count(tokenizer, property);
            isFirst = false;
        }

        return tokens;
    }

    private static long Count(Tokenizer tokenizer, JsonProperty property)
    {
        if (property.Value.ValueKind is not JsonValueKind.Object)
        {
            return tokenizer.CountTokens(property.Name);
        }

        var description = Text(Find(property.Value, "description"));
        long tokens = tokenizer.CountTokens($"{property.Name}:{Find(property.Value, "type")}:{description}");
        if (property.Value.TryGetProperty("enum", out var items) && items.ValueKind is JsonValueKind.Array)
        {
            tokens += PerEnum;
            foreach (var item in items.EnumerateArray())
            {
                tokens += PerEnumItem + tokenizer.CountTokens(item.ToString());
            }
        }

        return tokens;
    }

    private static string? Find(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static string Text(string? description) => description is [.. var text, '.'] ? text : description ?? "";
}

using System.Text.Json;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Represents a test case: usage and its exact cost.</summary>
/// <param name="Json">The case in <c>cases.json</c>.</param>
public sealed record CostCase(JsonElement Json)
{
    private static readonly string[] s_requestKeys =
        ["id", "provider", "api_url", "model", "timestamp", "service_tier", "region", "inference_geo", "speed", "usage"];

    public string Id => Text("id")!;

    public string? Catalog => Text("catalog");

    public bool IsRounded => Json.TryGetProperty("rounded", out var rounded) && rounded.GetBoolean();

    /// <summary>Returns the cases of a file.</summary>
    public static IReadOnlyList<CostCase> Load(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", file)));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(element => new CostCase(element.Clone()))];
    }

    /// <summary>Returns the case without its expected cost, as an input line for <c>llmcost price</c>.</summary>
    public string ToRequest()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var key in s_requestKeys)
            {
                if (Json.TryGetProperty(key, out var value))
                {
                    writer.WritePropertyName(key);
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public string? Text(string key) => Json.TryGetProperty(key, out var value) ? value.GetString() : null;
}

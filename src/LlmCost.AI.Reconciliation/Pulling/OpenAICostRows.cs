using System.Collections.Frozen;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads rows of OpenAI's report of costs.</summary>
internal static class OpenAICostRows
{
    private static readonly FrozenDictionary<string, string> s_units = new Dictionary<string, string>
    {
        ["input"] = "input",
        ["text input"] = "input",
        ["cached input"] = "input_cache_read",
        ["cached text input"] = "input_cache_read",
        ["cache write"] = "input_cache_write",
        ["audio input"] = "input_audio",
        ["cached audio input"] = "input_audio_cache_read",
        ["image input"] = "input_image",
        ["cached image input"] = "input_image_cache_read",
        ["output"] = "output",
        ["text output"] = "output",
        ["audio output"] = "output_audio",
        ["image output"] = "output_image",
        ["web search"] = "web_search",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The units of quantities, each with the number of tokens, seconds, images or characters in the unit.</summary>
    private static readonly FrozenDictionary<string, (bool IsTokens, decimal Factor)> s_scales =
        new Dictionary<string, (bool, decimal)>
        {
            ["tokens"] = (true, 1),
            ["1000_tokens"] = (true, 1_000),
            ["duration_seconds"] = (false, 1),
            ["duration_minutes"] = (false, 60),
            ["duration_hours"] = (false, 3_600),
            ["images"] = (false, 1),
            ["characters"] = (false, 1),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Gets the fields by which the report is grouped.</summary>
    public static IReadOnlyList<string> Grouping { get; } = ["project_id", "line_item", "api_key_id"];

    /// <param name="row">The row.</param>
    /// <param name="day">The day. A model is recognized if it has a price on this day.</param>
    /// <param name="usedModels">The models in the usage of the same days. These models are also recognized.</param>
    public static IReadOnlyList<BillLine> Read(JsonElement row, DateTimeOffset day, IReadOnlySet<string> usedModels)
    {
        var money = row.Object("amount").Required("amount");
        var amount = money.Number("value").Required("amount.value");
        var item = row.Text("line_item");
        var (model, unit) = Split(item, day, usedModels);
        var quantity = row.Number("quantity");
        var quantityUnit = row.Text("quantity_unit");
        var scale = s_scales.GetValueOrDefault(quantityUnit ?? "", (IsTokens: false, Factor: 0));
        var isTokens = scale is { IsTokens: true };
        return
        [
            new BillLine
            {
                Kind = amount < 0 ? BillLineKind.Credit : BillLineKind.Usage,
                Meter = item ?? "costs",
                Provider = ProviderNames.OpenAI,
                Account = row.Text("project_id"),
                ApiKeyId = row.Text("api_key_id"),
                Model = model,

                Unit = unit is null || quantity is null || isTokens == UsageUnits.IsTokens(unit) ? unit : null,
                Quantity = scale.Factor is 0 ? quantity : quantity * scale.Factor,
                QuantityUnit = quantityUnit,
                Amount = amount,
                Currency = money.Text("currency").Required("amount.currency").ToUpperInvariant(),
                Raw = row.GetRawText(),
            },
        ];
    }

    /// <summary>
    /// Splits a line item such as <c>gpt-4o, input</c>. Line items are human-readable text, so the model and the unit are used
    /// only if both are recognized.
    /// </summary>
    private static (string? Model, string? Unit) Split(string? item, DateTimeOffset day, IReadOnlySet<string> usedModels) =>
        item?.Split(", ") is [{ Length: > 0 } model, var name] && s_units.TryGetValue(name, out var unit)
            && (usedModels.Contains(model) || PriceCatalog.Default.TryGetPrice(ProviderNames.OpenAI, model, day, out _))
            ? (model, unit)
            : (null, null);
}

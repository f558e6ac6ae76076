using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Writes price files in a layout in which a price change affects only one line.</summary>
internal static class PriceFileWriter
{
    private static readonly JsonSerializerOptions s_text =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns a file as text.</summary>
    public static string ToText(PriceFile file)
    {
        var text = new StringBuilder("{\n");
        text.Append("  \"$schema\": \"./prices.schema.json\",\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"provider\": {Text(file.Provider)},\n");
        text.Append(file.Aliases.Count > 0 ? $"  \"aliases\": [{string.Join(", ", file.Aliases.Select(Text))}],\n" : "");
        text.Append(CultureInfo.InvariantCulture, $"  \"source\": {Text(file.Source)},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"checked\": \"{file.Checked:yyyy-MM-dd}\",\n");
        text.Append(file.Currency is { } currency ? $"  \"currency\": {Text(currency)},\n" : "");
        text.Append("  \"models\": {\n");
        text.AppendJoin(",\n", file.Models.Select(model => Model(model.Key, model.Value)));
        text.Append("\n  }\n}\n");
        return text.ToString();
    }

    private static string Model(string name, PriceFileModel model)
    {
        var aliases = model.Aliases.Count > 0 ? $"      \"aliases\": [{string.Join(", ", model.Aliases.Select(Text))}],\n" : "";
        var source = model.Source is { } page ? $"      \"source\": {Text(page)},\n" : "";
        var day = model.Checked is { } checkedOn
            ? string.Create(CultureInfo.InvariantCulture, $"      \"checked\": \"{checkedOn:yyyy-MM-dd}\",\n")
            : "";
        var prices = string.Join(",\n", model.ToPeriods().Select(Period));
        return $"    {Text(name)}: {{\n{aliases}{source}{day}      \"prices\": [\n{prices}\n      ]\n    }}";
    }

    private static string Period(PricePeriod period)
    {
        var parts = new List<string>();
        if (period.From != DateTimeOffset.MinValue)
        {
            parts.Add($"\"from\": \"{period.From.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\"");
        }

        if (period.Days.Count > 0)
        {
            parts.Add($"\"days\": [{string.Join(", ", period.Days.Select(day => $"\"{day}\""))}]");
        }

        if (period.Start is { } start && period.End is { } end)
        {
            parts.Add($"\"start\": \"{Time(start)}\", \"end\": \"{Time(end)}\"");
        }

        parts.Add($"\"price\": {Price(period.Price)}");
        return $"        {{ {string.Join(", ", parts)} }}";
    }

    private static string Price(ModelPrice price)
    {
        var parts = Rates(price.Rates).ToList();
        parts.AddRange(price.IsRouting ? ["\"isRouting\": true"] : []);
        if (price.Variants.Count > 0)
        {
            var variants = string.Join(",\n", price.Variants.Select(variant => $"            {Variant(variant)}"));
            parts.Add($"\n          \"variants\": [\n{variants}\n          ]");
        }

        if (price.Fees.Count > 0)
        {
            var fees = string.Join(",\n", price.Fees.Select(fee => $"            {Fee(fee)}"));
            parts.Add($"\n          \"fees\": [\n{fees}\n          ]");
        }

        var text = string.Join(", ", parts).Replace(", \n", ",\n", StringComparison.Ordinal);
        return $"{{ {text} }}".Replace("{ \n", "{\n", StringComparison.Ordinal);
    }

    private static string Variant(PriceVariant variant)
    {
        var parts = new List<string>();
        parts.AddRange(variant.FromInputTokens is { } from
            ? [string.Create(CultureInfo.InvariantCulture, $"\"fromInputTokens\": {from}")]
            : []);
        parts.AddRange(variant.SizeBasis is not default(PromptSizeBasis) ? [$"\"sizeBasis\": \"{variant.SizeBasis}\""] : []);
        parts.AddRange(variant.IsMarginal ? ["\"isMarginal\": true"] : []);
        parts.AddRange(variant.ServiceTier is { } tier ? [$"\"serviceTier\": {Text(tier)}"] : []);
        parts.AddRange(variant.Region is { } region ? [$"\"region\": {Text(region)}"] : []);
        parts.AddRange(variant.Speed is { } speed ? [$"\"speed\": {Text(speed)}"] : []);
        parts.AddRange(variant.CacheMode is { } cache ? [$"\"cacheMode\": {Text(cache)}"] : []);
        parts.AddRange(variant.IsThinking ? ["\"isThinking\": true"] : []);
        parts.AddRange(variant.Factor is { } factor ? [$"\"factor\": {Number(factor)}"] : []);
        parts.AddRange(Rates(variant.Rates).ToList() is { Count: > 0 } rates
            ? [$"\"rates\": {{ {string.Join(", ", rates)} }}"]
            : []);
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string Fee(FeeRate fee)
    {
        var parts = new List<string> { $"\"unit\": {Text(fee.Unit.ToString())}", $"\"amount\": {Number(fee.Amount)}" };
        parts.AddRange(fee.Per is not 1 ? [$"\"per\": {Number(fee.Per)}"] : []);
        parts.AddRange(fee.Kind is { } kind ? [$"\"kind\": {Text(kind)}"] : []);
        parts.AddRange(fee.Direction is not CostDirection.Other ? [$"\"direction\": {Text(fee.Direction.ToString())}"] : []);
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static IEnumerable<string> Rates(TokenRates rates) =>
        rates.Known.Select(pair => $"{Text(JsonNamingPolicy.CamelCase.ConvertName(pair.Kind.ToString()))}: {Number(pair.Rate)}");

    private static string Time(TimeOnly time) =>
        time.ToString(time.Second is 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Text(string value) => JsonSerializer.Serialize(value, s_text);
}

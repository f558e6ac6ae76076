using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Writes the prices that bills imply, as one price list for each provider.</summary>
internal static class PriceProposalFile
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the files.</summary>
    /// <returns>The paths.</returns>
    public static IReadOnlyList<string> Write(
        DirectoryInfo folder, IReadOnlyList<PriceProposal> proposals, LedgerPeriod period, DateOnly today)
    {
        folder.Create();
        var paths = new List<string>();
        foreach (var provider in proposals.GroupBy(proposal => proposal.Provider))
        {
            var path = Path.Combine(folder.FullName, $"{provider.Key}.proposed.json");
            using var stream = File.Create(path);
            using var json = new Utf8JsonWriter(stream, s_options);
            json.WriteStartObject();
            json.WriteString("provider", provider.Key);
            json.WriteString("source", $"implied by the bill of {PeriodText.Text(period)}; compare with the provider's price "
                + $"page");
            json.WriteString("checked", today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteStartObject("models");
            foreach (var proposal in provider)
            {
                WriteModel(json, proposal);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            paths.Add(path);
        }

        return paths;
    }

    private static void WriteModel(Utf8JsonWriter json, PriceProposal proposal)
    {
        json.WriteStartObject(proposal.Model);
        json.WriteStartArray("prices");
        json.WriteStartObject();
        json.WriteStartObject("price");
        foreach (var (unit, price) in proposal.Prices)
        {
            json.WriteNumber(KeyOf(unit), price);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Returns the key of a unit in price lists, such as <c>inputCacheRead</c> for <c>input_cache_read</c>.</summary>
    private static string KeyOf(string unit) => unit is "input_cache_write_1h"
        ? "inputCacheWriteOneHour"
        : JsonNamingPolicy.CamelCase.ConvertName(string.Concat(
            unit.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
}

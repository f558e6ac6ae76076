using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>
/// Guesses the model and unit from the names of Azure's meters (<c>gpt 4o 0513 Input global Tokens</c>) and Google Cloud's SKUs
/// (<c>Gemini 2.5 Flash Text Output - Predictions</c>), which have no documented format.
/// </summary>
internal static partial class MeterNames
{
    private static readonly MeterNameTable s_table = Load();

    public static MeterName Guess(string? meter)
    {
        var words = Words().Matches(meter ?? "").Select(match => match.Value.ToLowerInvariant()).ToList();
        var isCommitment = words.Exists(s_table.Commitments.Contains);
        var rest = words.Where(word => !IsKnown(word)).ToList();
        var isOutput = words.Exists(s_table.Output.Contains);
        var isInput = words.Exists(s_table.Input.Contains) || words.Contains("embedding");
        var isCached = words.Exists(s_table.Cached.Contains);
        var unit = (isInput || isCached, isOutput) switch
        {
            (true, false) => $"input{Medium(words)}{Cache(words, isCached)}",
            (false, true) => $"output{Medium(words)}",

            // If the name indicates neither input nor output, or both, the meter measures something else.
            _ => null,
        };
        return new MeterName(
            isCommitment ? null : Model(rest),
            isCommitment ? null : unit,
            First(words, s_table.Tiers),
            First(words, s_table.Regions),
            isCommitment);
    }

    private static bool IsKnown(string word) => s_table.Input.Contains(word) || s_table.Output.Contains(word)
        || s_table.Cached.Contains(word) || s_table.Write.Contains(word) || s_table.Audio.Contains(word)
        || s_table.Image.Contains(word) || s_table.Video.Contains(word) || s_table.Ignored.Contains(word)
        || s_table.Tiers.ContainsKey(word) || s_table.Regions.ContainsKey(word);

    private static string Medium(List<string> words) => words.Exists(s_table.Audio.Contains) ? "_audio"
        : words.Exists(s_table.Image.Contains) ? "_image"
        : words.Exists(s_table.Video.Contains) ? "_video"
        : "";

    private static string Cache(List<string> words, bool isCached) =>
        !isCached ? "" : words.Exists(s_table.Write.Contains) ? "_cache_write" : "_cache_read";

    private static string? First(List<string> words, Dictionary<string, string> table) =>
        words.Select(table.GetValueOrDefault).FirstOrDefault(name => name is not null);

    /// <summary>
    /// Joins the words, starting with the name of a model family: <c>gpt 4o 0513</c> becomes <c>gpt-4o-2024-05-13</c>.
    /// </summary>
    private static string? Model(List<string> words)
    {
        var start = words.FindIndex(
            word => Array.Exists(s_table.Families, family => word.StartsWith(family, StringComparison.Ordinal)));
        if (start < 0)
        {
            return null;
        }

        var model = string.Join('-', words.Skip(start).Select(word => s_table.Snapshots.GetValueOrDefault(word, word)));

        // "text" is removed from all names, because it usually names the medium. In the names of embedding models, it is put
        // back.
        return model.StartsWith("embedding-", StringComparison.Ordinal) ? $"text-{model}" : model;
    }

    [GeneratedRegex(@"[\p{L}\d]+(?:\.\d+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    private static MeterNameTable Load()
    {
        using var stream = typeof(MeterNames).Assembly.GetManifestResourceStream("meter-names.json")!;
        return JsonSerializer.Deserialize(stream, BillTableJson.Default.MeterNameTable)!;
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Represents one model in LiteLLM's table, and reads its numbers without rounding.</summary>
/// <param name="Where">The file and the model, for messages.</param>
/// <param name="Element">The entry.</param>
internal sealed partial record LiteLlmEntry(string Where, JsonElement Element)
{
    private const decimal Million = 1_000_000;

    /// <summary>Returns the rates whose keys end with a suffix, in USD per million tokens.</summary>
    public TokenRates Rates(string suffix) => new()
    {
        Input = PerMillion("input_cost_per_token" + suffix),
        InputCacheRead = PerMillion("cache_read_input_token_cost" + suffix)
            ?? PerMillion("input_cost_per_token_cache_hit" + suffix),
        InputCacheWrite = PerMillion("cache_creation_input_token_cost" + suffix),
        InputCacheWriteOneHour = PerMillion("cache_creation_input_token_cost_above_1hr" + suffix),
        InputAudio = PerMillion("input_cost_per_audio_token" + suffix),
        InputAudioCacheRead = PerMillion("cache_read_input_audio_token_cost" + suffix),
        InputImage = PerMillion("input_cost_per_image_token" + suffix),
        Output = PerMillion("output_cost_per_token" + suffix),
        OutputReasoning = PerMillion("output_cost_per_reasoning_token" + suffix),
        OutputCitation = PerMillion("citation_cost_per_token" + suffix),
        OutputAudio = PerMillion("output_cost_per_audio_token" + suffix),
        OutputImage = PerMillion("output_cost_per_image_token" + suffix),
        OutputVideo = PerMillion("output_cost_per_video_token" + suffix),
    };

    /// <summary>True if the key of any token rate ends with the given suffix.</summary>
    public bool HasSuffix(string suffix) => Element.EnumerateObject().Any(property =>
        property.Name.EndsWith(suffix, StringComparison.Ordinal)
        && IsRate(property.Name[..^suffix.Length])
        && property.Value.ValueKind is not JsonValueKind.Null);

    /// <summary>
    /// Returns the prompt sizes, in tokens, above which different rates apply, in ascending order. Each size is returned with the
    /// suffix that the keys of these rates have.
    /// </summary>
    public IEnumerable<(string Suffix, long Threshold)> Thresholds() => Element.EnumerateObject()
        .Select(property => Threshold().Match(property.Name))
        .Where(match => match.Success)
        .Select(match => (
            match.Groups["suffix"].Value,
            long.Parse(match.Groups["thousands"].Value, CultureInfo.InvariantCulture) * 1_000))
        .Distinct()
        .OrderBy(threshold => threshold.Item2);

    /// <summary>Returns the rates by prompt size, if the entry has a table of such rates.</summary>
    public IEnumerable<(long From, TokenRates Rates)> Steps()
    {
        if (!Element.TryGetProperty("tiered_pricing", out var table) || table.ValueKind is not JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var step in table.EnumerateArray())
        {
            if (!step.TryGetProperty("range", out var range))
            {
                continue;
            }

            if (range.ValueKind is not JsonValueKind.Array || range.GetArrayLength() is 0)
            {
                throw new FormatException(
                    $"{Where}: tiered_pricing.range is {range.GetRawText()}; it must be a list of two numbers");
            }

            yield return ((long)Number(range[0], "tiered_pricing.range"), new LiteLlmEntry(Where, step).Rates(""));
        }
    }

    /// <summary>Returns a number, or <see langword="null"/> if the key is missing.</summary>
    /// <exception cref="FormatException">The value is not a number.</exception>
    public decimal? Number(string key) =>
        Element.TryGetProperty(key, out var value) && value.ValueKind is not JsonValueKind.Null ? Number(value, key) : null;

    /// <summary>Returns the numbers of a nested object.</summary>
    public IEnumerable<(string Key, decimal Value)> Numbers(string key)
    {
        if (Element.TryGetProperty(key, out var nested) && nested.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in nested.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Number)
                {
                    yield return (property.Name, Number(property.Value, $"{key}.{property.Name}"));
                }
            }
        }
    }

    private decimal? PerMillion(string key) => Number(key) * Million;

    private decimal Number(JsonElement value, string key)
    {
        // Some numbers are strings in the table, such as "3e-07".
        var text = value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText();
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{Where}: {key} is {value.GetRawText()}; it must be a number");
    }

    private static bool IsRate(string key) => key is
        "input_cost_per_token" or "output_cost_per_token" or "cache_read_input_token_cost" or "cache_creation_input_token_cost"
        or "cache_creation_input_token_cost_above_1hr" or "input_cost_per_audio_token" or "output_cost_per_audio_token"
        or "output_cost_per_reasoning_token" or "input_cost_per_image_token" or "output_cost_per_image_token";

    [GeneratedRegex(
        "^(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost"
        + "|cache_creation_input_token_cost_above_1hr)(?<suffix>_above_(?<thousands>[0-9]{1,6})k_tokens)$")]
    private static partial Regex Threshold();
}

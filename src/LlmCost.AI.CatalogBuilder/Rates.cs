using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Token rates by their key in the catalog's format, so that all of them can be treated alike.</summary>
internal static class Rates
{
    /// <summary>Each key, and the key whose rate holds where it has none.</summary>
    public static readonly IReadOnlyList<(string Key, string? Parent)> Keys =
    [
        ("input", null),
        ("inputCacheRead", "input"),
        ("inputCacheWrite", "input"),
        ("inputCacheWriteOneHour", "inputCacheWrite"),
        ("inputAudio", "input"),
        ("inputAudioCacheRead", "inputCacheRead"),
        ("inputImage", "input"),
        ("inputImageCacheRead", "inputCacheRead"),
        ("inputVideo", "input"),
        ("output", null),
        ("outputReasoning", "output"),
        ("outputCitation", "output"),
        ("outputAudio", "output"),
        ("outputImage", "output"),
        ("outputVideo", "output"),
    ];

    public static Dictionary<string, decimal> ToKeys(TokenRates rates) =>
        PriceRules.Rates(rates)
            .Where(pair => pair.Rate is not null)
            .ToDictionary(pair => JsonNamingPolicy.CamelCase.ConvertName(pair.Name), pair => pair.Rate!.Value);

    public static TokenRates FromKeys(IReadOnlyDictionary<string, decimal> keys) => new()
    {
        Input = Rate(keys, "input"),
        InputCacheRead = Rate(keys, "inputCacheRead"),
        InputCacheWrite = Rate(keys, "inputCacheWrite"),
        InputCacheWriteOneHour = Rate(keys, "inputCacheWriteOneHour"),
        InputAudio = Rate(keys, "inputAudio"),
        InputAudioCacheRead = Rate(keys, "inputAudioCacheRead"),
        InputImage = Rate(keys, "inputImage"),
        InputImageCacheRead = Rate(keys, "inputImageCacheRead"),
        InputVideo = Rate(keys, "inputVideo"),
        Output = Rate(keys, "output"),
        OutputReasoning = Rate(keys, "outputReasoning"),
        OutputCitation = Rate(keys, "outputCitation"),
        OutputAudio = Rate(keys, "outputAudio"),
        OutputImage = Rate(keys, "outputImage"),
        OutputVideo = Rate(keys, "outputVideo"),
    };

    /// <summary>The rate that a key is billed at: its own, else its nearest ancestor's.</summary>
    public static decimal? Effective(IReadOnlyDictionary<string, decimal> keys, string key)
    {
        for (string? at = key; at is not null; at = Keys.First(pair => pair.Key == at).Parent)
        {
            if (keys.TryGetValue(at, out var rate))
            {
                return rate;
            }
        }

        return null;
    }

    private static decimal? Rate(IReadOnlyDictionary<string, decimal> keys, string key) => keys.TryGetValue(key, out var rate) ? rate : null;
}

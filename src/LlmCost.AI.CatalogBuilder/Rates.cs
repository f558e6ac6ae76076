using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Token rates by their key in the catalog's format, so that all of them can be treated alike.</summary>
internal static class Rates
{
    /// <summary>Each key, and the key whose rate applies where it has none.</summary>
    public static readonly IReadOnlyList<(string Key, string? Parent)> Keys =
        [.. TokenKinds.All.Select(kind => (Key(kind), kind.Fallbacks() is [var parent, ..] ? Key(parent) : null))];

    /// <summary>The key of a kind of token.</summary>
    public static string Key(TokenKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static Dictionary<string, decimal> ToKeys(TokenRates rates) =>
        rates.Known.ToDictionary(pair => Key(pair.Kind), pair => pair.Rate);

    public static TokenRates FromKeys(IReadOnlyDictionary<string, decimal> keys) =>
        TokenRates.Create(kind => keys.TryGetValue(Key(kind), out var rate) ? rate : null);

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
}

using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Converts token rates to and from a dictionary by their JSON keys, so that code can loop over them.</summary>
internal static class Rates
{
    /// <summary>All keys, each with its parent key. If a key has no rate, the rate of its parent key applies.</summary>
    public static readonly IReadOnlyList<(string Key, string? Parent)> Keys =
        [.. TokenKinds.All.Select(kind => (Key(kind), kind.Fallbacks() is [var parent, ..] ? Key(parent) : null))];

    /// <summary>Returns the JSON key of a token kind.</summary>
    public static string Key(TokenKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static Dictionary<string, decimal> ToKeys(TokenRates rates) =>
        rates.Known.ToDictionary(pair => Key(pair.Kind), pair => pair.Rate);

    public static TokenRates FromKeys(IReadOnlyDictionary<string, decimal> keys) =>
        TokenRates.Create(kind => keys.TryGetValue(Key(kind), out var rate) ? rate : null);

    /// <summary>Returns the rate at which a key is billed: its own rate, or the rate of its nearest ancestor.</summary>
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

using System.Collections.Concurrent;
using System.Text;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>Secrets that must not leave the app. Each secret contains the name of the place where it was planted.</summary>
internal sealed class PlantedSecrets
{
    private const int Around = 400;

    private readonly ConcurrentDictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);

    /// <summary>Gets the number of places with a secret.</summary>
    public int Count => _secrets.Count;

    /// <summary>Gets the secret for a place, which is the same each time.</summary>
    public string this[string place]
    {
        get
        {
            var secret = $"sesame-{place}-end";
            _secrets.TryAdd(secret, Encoding.UTF8.GetBytes(secret));
            return secret;
        }
    }

    /// <summary>Returns the secrets found in exported data.</summary>
    public IReadOnlyList<string> FoundIn(byte[] exported) =>
        [.. _secrets.Where(secret => exported.AsSpan().IndexOf(secret.Value) >= 0).Select(secret => secret.Key).Order(
            StringComparer.Ordinal)];

    /// <summary>Returns the secrets found in exported data, each with the text around its first occurrence.</summary>
    public string Explain(byte[] exported) => string.Join('\n', FoundIn(exported).Select(secret =>
    {
        var at = exported.AsSpan().IndexOf(_secrets[secret]);
        return $"{secret} in …{Encoding.UTF8.GetString(exported, Math.Max(0, at - Around), Math.Min(at, Around))}";
    }));
}

using System.Collections.Concurrent;
using System.Text;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>Words that stand for what must stay in the app, each telling where it was planted.</summary>
internal sealed class PlantedSecrets
{
    private const int Around = 400;

    private readonly ConcurrentDictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);

    /// <summary>How many places there are.</summary>
    public int Count => _secrets.Count;

    /// <summary>A secret for a place; the same one each time.</summary>
    public string this[string place]
    {
        get
        {
            var secret = $"sesame-{place}-end";
            _secrets.TryAdd(secret, Encoding.UTF8.GetBytes(secret));
            return secret;
        }
    }

    /// <summary>The secrets that are in what was exported.</summary>
    public IReadOnlyList<string> FoundIn(byte[] exported) =>
        [.. _secrets.Where(secret => exported.AsSpan().IndexOf(secret.Value) >= 0).Select(secret => secret.Key).Order(
            StringComparer.Ordinal)];

    /// <summary>The secrets that are in what was exported, each with what is around it where it is first.</summary>
    public string Explain(byte[] exported) => string.Join('\n', FoundIn(exported).Select(secret =>
    {
        var at = exported.AsSpan().IndexOf(_secrets[secret]);
        return $"{secret} in …{Encoding.UTF8.GetString(exported, Math.Max(0, at - Around), Math.Min(at, Around))}";
    }));
}

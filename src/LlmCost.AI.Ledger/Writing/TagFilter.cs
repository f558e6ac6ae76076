using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmCost.AI;

/// <summary>Selects the tags that the ledger may store, and replaces values with pseudonyms.</summary>
internal sealed class TagFilter
{
    private const int PseudonymBytes = 16;

    private readonly HashSet<string> _tags;
    private readonly HashSet<string> _pseudonymTags;
    private readonly byte[] _key;

    public TagFilter(LedgerOptions options, IEnumerable<string> metricTags)
    {
        _tags = new HashSet<string>(options.Tags.Count > 0 ? options.Tags : metricTags, StringComparer.Ordinal);
        _pseudonymTags = new HashSet<string>(options.PseudonymTags, StringComparer.Ordinal);
        _tags.ExceptWith(_pseudonymTags);
        _key = Encoding.UTF8.GetBytes(options.PseudonymKey ?? "");
    }

    public IReadOnlyList<KeyValuePair<string, string>> Filter(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        List<KeyValuePair<string, string>>? kept = null;
        for (var i = 0; i < tags.Count; i++)
        {
            if (_tags.Contains(tags[i].Key))
            {
                (kept ??= []).Add(tags[i]);
            }
            else if (_pseudonymTags.Contains(tags[i].Key))
            {
                (kept ??= []).Add(new(tags[i].Key, Pseudonym(_key, tags[i].Value)));
            }
        }

        return kept ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    /// <summary>
    /// Returns the pseudonym of a value: the first 128 bits of its HMAC-SHA256, as text without special characters.
    /// </summary>
    public static string Pseudonym(byte[] key, string value) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)).AsSpan(0, PseudonymBytes));
}

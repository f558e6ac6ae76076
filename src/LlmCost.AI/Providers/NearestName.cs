using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Finds the most likely intended name for a misspelled name.</summary>
internal static partial class NearestName
{
    private const int MaxLength = 64;

    /// <summary>The minimum number of letters that two words must have in common at their start to count as equal.</summary>
    private const int MinStem = 4;

    /// <summary>
    /// Returns the name that differs least from the given name, or <see langword="null"/> if all names differ too much. Case and
    /// separators are ignored. Up to two letters may differ, or one letter if the name has fewer than six letters.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var letters = Letters(name);
        if (letters.Length is 0 or > MaxLength)
        {
            return null;
        }

        var (nearest, smallest) = ((string?)null, letters.Length < 6 ? 2 : 3);
        foreach (var candidate in candidates)
        {
            var distance = Distance(letters, Letters(candidate));
            if (distance < smallest)
            {
                (nearest, smallest) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>
    /// Returns the Pascal-case name that shares the most words with the given name and has the fewest other words, or
    /// <see langword="null"/> if no name shares more than half of the words in the given name. Two words count as equal if one of
    /// them begins with the other. For example, <c>CachedInput</c> shares both its words with <c>InputCacheRead</c>.
    /// </summary>
    public static string? FindByWords(string name, IEnumerable<string> candidates)
    {
        var words = Words(name);
        return candidates
            .Select(candidate => (Name: candidate, Words: Words(candidate)))
            .Select(one => (
                one.Name, one.Words.Length, Same: words.Count(word => one.Words.Any(other => AreSame(word, other)))))
            .Where(one => one.Same * 2 > words.Length)
            .OrderByDescending(one => one.Same)
            .ThenBy(one => one.Length)
            .Select(one => one.Name)
            .FirstOrDefault();
    }

    private static string[] Words(string name) =>
        [.. Word().Matches(name).Select(match => match.Value.ToLowerInvariant())];

    private static bool AreSame(string one, string other) =>
        Math.Min(one.Length, other.Length) >= MinStem
        && (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal));

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>
    /// Returns the number of letters to insert, remove, replace or swap with their neighbor to turn one name into the other.
    /// </summary>
    private static int Distance(string one, string other)
    {
        var (beforeLast, last, current) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var j = 0; j <= other.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[other.Length];
    }
}

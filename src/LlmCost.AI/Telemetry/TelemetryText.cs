using System.Text;

namespace LlmCost.AI;

/// <summary>
/// Sanitizes external text for telemetry: limits its length, and replaces lone surrogates and control characters.
/// </summary>
/// <remarks>
/// A 1 MiB value can make an export exceed the size limit, and the backend then rejects the whole batch. Lone surrogates are
/// not valid Unicode. A line break in a log message could be mistaken for a new log line.
/// </remarks>
internal static class TelemetryText
{
    /// <summary>The maximum length. Longer text is truncated and ends with an ellipsis.</summary>
    public const int MaxLength = 1_024;

    private const char Replacement = '\uFFFD';

    /// <summary>Returns the text itself if it is clean, which is the usual case; otherwise, returns a sanitized copy.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Sanitize(string? text) =>
        text is null || (text.Length <= MaxLength && IsClean(text)) ? text : Repair(text);

    /// <summary>Returns the tags themselves if all their values are clean; otherwise, returns a sanitized copy.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Sanitize(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (!ReferenceEquals(Sanitize(tags[i].Value), tags[i].Value))
            {
                return [.. tags.Select(static tag => KeyValuePair.Create(tag.Key, Sanitize(tag.Value)))];
            }
        }

        return tags;
    }

    /// <summary>Returns true if the text has no lone surrogate and no control character.</summary>
    public static bool IsClean(ReadOnlySpan<char> text)
    {
        // Fast path: the loop is skipped for plain ASCII, which most names are.
        for (var i = text.IndexOfAnyExceptInRange(' ', '~'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || char.IsControl(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Repair(string text)
    {
        var repaired = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxLength)).EnumerateRunes())
        {
            // The enumerator already replaces lone surrogates.
            repaired.Append(Rune.IsControl(rune) ? Replacement.ToString() : rune.ToString());
        }

        if (text.Length > MaxLength)
        {
            // The ellipsis replaces the last character, or the last surrogate pair.
            repaired.Length = MaxLength - (char.IsLowSurrogate(repaired[MaxLength - 1]) ? 2 : 1);
            repaired.Append('…');
        }

        return repaired.ToString();
    }
}

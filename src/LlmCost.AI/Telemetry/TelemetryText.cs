using System.Text;

namespace LlmCost.AI;

/// <summary>Makes text from outside fit for telemetry: of limited length, without half of a surrogate pair and without control characters.</summary>
/// <remarks>
/// One value of a mebibyte can make an exporter's message too large, with which the backend refuses all that is in it. Half of a pair is no Unicode, and a line
/// break in a log could pass for a line of its own.
/// </remarks>
internal static class TelemetryText
{
    /// <summary>Longer text is cut, and ends in an ellipsis.</summary>
    public const int MaxLength = 1_024;

    private const char Replacement = '\uFFFD';

    /// <summary>The text itself where it is fit, as it nearly always is, else what can be shown of it.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Sanitize(string? text) => text is null || (text.Length <= MaxLength && IsClean(text)) ? text : Repair(text);

    /// <summary>The tags with values that are fit: these themselves, unless one is not.</summary>
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

    /// <summary>Whether a text has no half of a surrogate pair and no control character.</summary>
    public static bool IsClean(ReadOnlySpan<char> text)
    {
        // Most names are plain ASCII, which is seen at once.
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
        var mended = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxLength)).EnumerateRunes())
        {
            // Half of a pair comes as the replacement already.
            mended.Append(Rune.IsControl(rune) ? Replacement.ToString() : rune.ToString());
        }

        if (text.Length > MaxLength)
        {
            // The last place is that of the ellipsis; a pair that was cut in two goes with it.
            mended.Length = MaxLength - (char.IsLowSurrogate(mended[MaxLength - 1]) ? 2 : 1);
            mended.Append('…');
        }

        return mended.ToString();
    }
}

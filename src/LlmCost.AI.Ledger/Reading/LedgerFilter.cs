using System.IO.Enumeration;

namespace LlmCost.AI;

/// <summary>Selects calls by the value of a field.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record LedgerFilter
{
    /// <summary>The pattern that selects calls without a value.</summary>
    private const string None = "";

    /// <summary>Gets the field.</summary>
    public required LedgerField Field { get; init; }

    /// <summary>
    /// Gets the patterns of the values to select. Case is ignored. <c>*</c> matches any text, and an empty pattern matches a
    /// missing value.
    /// </summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>Reads a filter such as <c>feature=search,chat*</c>.</summary>
    /// <param name="text">A field, an equals sign, and patterns separated by commas.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentException">The text does not have this form, or the field does not exist.</exception>
    public static LedgerFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new LedgerFilter
            {
                Field = LedgerField.Parse(text[..equals].Trim()),
                Patterns = text[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries),
            }
            : throw new ArgumentException(
                $"'{text}' is not a filter; it must be a field and its values, such as feature=search,chat*.", nameof(text));
    }

    /// <summary>Returns true if the filter selects the calls of a sum.</summary>
    /// <param name="total">The sum.</param>
    /// <returns><see langword="true"/> if one of the patterns matches.</returns>
    public bool Matches(LedgerTotal total)
    {
        var value = Field.ValueOf(total);
        for (var i = 0; i < Patterns.Count; i++)
        {
            if (Patterns[i] is None ? value is null : IsMatch(Patterns[i], value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMatch(string pattern, string? value) =>
        value is not null && FileSystemName.MatchesSimpleExpression(pattern, value);
}

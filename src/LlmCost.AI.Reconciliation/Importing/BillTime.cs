using System.Globalization;

namespace LlmCost.AI;

/// <summary>Parses times on bills as UTC days.</summary>
internal static class BillTime
{
    private const int FirstYear = 2015;
    private const int LastYear = 2100;

    private const DateTimeStyles Utc =
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;

    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd", "yyyyMMdd", "MM/dd/yyyy", "M/d/yyyy", "yyyy-MM-dd HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:sszz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzz",
    ];

    /// <summary>Returns the day of a time. Times without an offset are UTC.</summary>
    /// <param name="text">The text.</param>
    /// <param name="column">The name of the column for messages.</param>
    /// <param name="format">
    /// A .NET format string, <c>unix</c>, <c>unix-ms</c>, or <see langword="null"/> for the default formats.
    /// </param>
    /// <exception cref="BillRowException">The text is not a time.</exception>
    public static DateOnly Day(string? text, string column, string? format = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new BillRowException($"Column '{column}' is empty; it must be a time.");
        }

        // A damaged year would otherwise create a bucket for each day up to that year.
        return Read(text, column, format) is { Year: >= FirstYear and <= LastYear } day
            ? day
            : throw new BillRowException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{BillNumber.Short(text)}' in column '{column}' is not between {FirstYear} and {LastYear}."));
    }

    private static DateOnly Read(string text, string column, string? format)
    {
        if (format is "unix" or "unix-ms")
        {
            return Unix(text, format is "unix" ? 1_000 : 1) is { } time
                ? DateOnly.FromDateTime(time.UtcDateTime)
                : throw new BillRowException($"'{BillNumber.Short(text)}' in column '{column}' is not a Unix time.");
        }

        // BigQuery appends the name of the time zone.
        var zoned = text.EndsWith(" UTC", StringComparison.Ordinal) ? string.Concat(text.AsSpan(0, text.Length - 4), "Z") : text;
        var isRead = format is null
            ? DateTime.TryParseExact(zoned, s_formats, CultureInfo.InvariantCulture, Utc, out var result)
            : DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out result);
        return isRead
            ? DateOnly.FromDateTime(result)
            : throw new BillRowException(
                $"'{BillNumber.Short(text)}' in column '{column}' is not a time"
                    + $"{(format is null ? "" : $" of the format {format}")}.");
    }

    private static DateTimeOffset? Unix(string text, long milliseconds)
    {
        const long Year9999 = 253_402_300_799_999;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number <= Year9999 / milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(number * milliseconds))
            : null;
    }
}

namespace SimulatedProvider;

/// <summary>Groups the entries and charges of a report.</summary>
internal static class ReportGroups
{
    /// <summary>Sums entries by the requested dimensions. Each sum has the key of the first entry in its group.</summary>
    public static IEnumerable<BookEntry> Sum(this IEnumerable<BookEntry> entries, ReportQuery query) => entries
        .GroupBy(entry => GroupKey(entry.Key, query))
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.Aggregate((sum, entry) => sum with
        {
            Requests = sum.Requests + entry.Requests,
            Tokens = sum.Tokens + entry.Tokens,
            WebSearches = sum.WebSearches + entry.WebSearches,
        }));

    /// <summary>
    /// Sums charges by the requested dimensions. Each sum has the key and meter of the first charge in its group.
    /// </summary>
    /// <param name="entries">The entries with the charges.</param>
    /// <param name="query">The query.</param>
    /// <param name="describe">
    /// A function that returns a string by which charges are also grouped, or null to group only by the dimensions.
    /// </param>
    public static IEnumerable<ChargeLine> SumCharges(
        this IEnumerable<BookEntry> entries, ReportQuery query, Func<ChargeLine, string?> describe) => entries
        .SelectMany(PriceTable.Charges)
        .GroupBy(line => $"{GroupKey(line.Key, query)}\n{describe(line)}")
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.Aggregate((sum, line) => sum with
        {
            Quantity = sum.Quantity + line.Quantity,
            Amount = sum.Amount + line.Amount,
        }));

    // Null and the empty string form different groups.
    private static string GroupKey(BookKey key, ReportQuery query) =>
        string.Join('\n', query.Groups.Select(group => group.Value(key) is { } value ? $"={value}" : "-"));
}

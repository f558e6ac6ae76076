namespace LlmCost.AI.Reconciliation.Tests.Pulling;

/// <summary>Reads bill sources in tests.</summary>
internal static class Bills
{
    /// <summary>The credential that all tests use. It must not appear in any output.</summary>
    public const string Key = "sk-admin-4711-secret";

    public static DateTimeOffset Day { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets the first day of November as a period.</summary>
    public static LedgerPeriod OneDay { get; } = new() { Start = Day, End = Day.AddDays(1) };

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ValueTask<string> Credential(CancellationToken cancellationToken) => new(Key);

    public static async Task<IReadOnlyList<BillBucket>> BucketsAsync(this IBillSource source, LedgerPeriod? period = null)
    {
        var buckets = new List<BillBucket>();
        await foreach (var bucket in source.ReadAsync(period ?? OneDay, Cancellation))
        {
            buckets.Add(bucket);
        }

        return buckets;
    }

    /// <summary>Reads a source that fails.</summary>
    public static Task<BillSourceException> FaultAsync(this IBillSource source, LedgerPeriod? period = null) =>
        Assert.ThrowsAsync<BillSourceException>(() => source.BucketsAsync(period));

    /// <summary>Returns the units of lines with their quantities.</summary>
    public static IEnumerable<(string? Unit, decimal? Quantity)> Units(this IEnumerable<BillLine> lines) =>
        lines.Select(line => (line.Unit, line.Quantity));
}

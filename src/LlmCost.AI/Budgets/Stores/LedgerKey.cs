namespace LlmCost.AI;

/// <summary>Identifies a counter of a local store.</summary>
/// <remarks>
/// The length and number of the buckets are part of the key, because rolling windows and windows without end have the same start.
/// </remarks>
internal readonly record struct LedgerKey(
    string Budget, BudgetUnit Unit, string Scope, DateTimeOffset WindowStart, TimeSpan BucketLength, int Buckets)
{
    public static LedgerKey Of(BudgetCounter counter) => new(
        counter.Budget,
        counter.Unit,
        counter.Scope,
        counter.WindowStart,
        counter.BucketLength ?? TimeSpan.Zero,
        counter.BucketLength is null ? 0 : counter.Buckets);
}

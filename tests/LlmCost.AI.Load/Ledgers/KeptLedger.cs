namespace LlmCost.AI.Load.Ledgers;

/// <summary>Represents the contents of a ledger, read from its folder.</summary>
/// <param name="Kept">The sums of the calls that the ledger has stored.</param>
/// <param name="Gaps">The sums of the gaps of the ledger.</param>
/// <param name="DiskFullCalls">The number of calls that are missing because the disk was full.</param>
/// <param name="CallLines">The calls that the ledger has stored, by series.</param>
internal sealed record KeptLedger(KeptSums Kept, KeptSums Gaps, long DiskFullCalls, IReadOnlyList<CallLine> CallLines)
{
    // The period to read includes earlier days, because the clock of the app may be a day behind.
    private const int MaxDays = 10;

    /// <summary>Reads a ledger.</summary>
    /// <param name="folder">The folder of the ledger.</param>
    public static async Task<KeptLedger> ReadAsync(string folder)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var period = LedgerPeriod.Days(today.AddDays(-MaxDays), today.AddDays(MaxDays));
        var ledger = CostLedger.Open(folder);
        var kept = default(KeptSums);
        var lines = new Dictionary<CallKey, long>();
        await foreach (var total in ledger.ReadTotalsAsync(new LedgerTotalsQuery { Period = period }))
        {
            kept += new KeptSums(
                total.Calls, total.InputTokens + total.OutputTokens, total.Cost, total.Result.IsUnpriced ? total.Calls : 0);
            var series = new CallKey(
                total.Key.ProviderName!,
                total.Key.RequestModel!,
                total.Key.ResponseModel ?? "",
                total.Key.Feature!,
                RecordLedger.Label(total.Result.UsageSource),
                total.Result.ErrorType ?? "");
            lines[series] = lines.GetValueOrDefault(series) + total.Calls;
        }

        var gaps = (await ledger.ReadCoverageAsync(period)).Gaps;
        return new KeptLedger(
            kept,
            gaps.Aggregate(default(KeptSums), (sums, gap) => sums + new KeptSums(
                gap.Calls, gap.InputTokens + gap.OutputTokens, gap.Cost, gap.UnpricedCalls)),
            gaps.Where(gap => gap.Reason is LedgerGapReason.DiskFull).Sum(gap => gap.Calls),
            [.. lines.Select(line => new CallLine(line.Key, line.Value))]);
    }
}

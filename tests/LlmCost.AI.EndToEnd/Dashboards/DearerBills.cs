using System.Runtime.CompilerServices;
using LlmCost.AI.Reconciliation.Tests;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// The bills of a month. Their prices are higher than those in the ledger, and one of the ledger's providers is missing.
/// </summary>
internal sealed class DearerBills(SyntheticMonth month) : IBillSource
{
    private const decimal PriceRatio = 1.1m;

    public string Name => "openai";

    public async IAsyncEnumerable<BillBucket> ReadAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var bucket in (await month.BillAsync()).Where(bucket => bucket.Source is not "mistral_ai"))
        {
            yield return bucket with
            {
                Lines = [.. bucket.Lines.Select(line => line with { Amount = line.Amount * PriceRatio })],
            };
        }
    }
}

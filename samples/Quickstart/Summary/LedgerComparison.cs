using LlmCost.AI;
using SimulatedProvider;

namespace Quickstart;

/// <summary>Compares metered tokens with the ledger of the simulated provider, for calls with reported usage.</summary>
/// <param name="Billed">The number of tokens that the provider billed and reported.</param>
/// <param name="Metered">The number of tokens that were metered from reported usage.</param>
/// <param name="Difference">
/// The sum of the absolute differences by provider, model and token class, so that tokens of the wrong model or token class
/// count as differences.
/// </param>
internal sealed record LedgerComparison(long Billed, long Metered, long Difference)
{
    /// <summary>Compares a snapshot with a ledger.</summary>
    public static LedgerComparison Create(RunSnapshot snapshot, BillingLedger ledger)
    {
        var billed = ledger.Reported;
        var metered = snapshot.Details
            .Where(cell => cell.Key.Group.Source == UsageSource.Reported)
            .GroupBy(
                cell => new BillingKey(
                    cell.Key.Group.Provider, cell.Key.Group.ResponseModel ?? "", RunSnapshot.Label(cell.Key.TokenClass)),
                cell => cell.Value.Tokens)
            .ToDictionary(cells => cells.Key, cells => cells.Sum());

        return new LedgerComparison(
            billed.Values.Sum(),
            metered.Values.Sum(),
            billed.Keys.Union(metered.Keys).Sum(key => Math.Abs(billed.GetValueOrDefault(key) - metered.GetValueOrDefault(key))));
    }
}

namespace LlmCost.AI;

/// <summary>The bill of an account is empty, or contains charges that are not for calls.</summary>
internal sealed class OneSidedRule : ICauseRule
{
    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            if (scope.CellsOf(account.Key).All(cell => cell is { Lines: 0, BilledQuantity: null or 0 }))
            {
                scope.Explain(
                    ReconciliationCause.OtherOrganization,
                    [.. account],
                    $"The ledger has {CauseScope.Usd(account.Sum(cell => cell.Metered))} in "
                        + $"{CauseScope.Count(scope.CallsOf(account.Key).Sum(call => call.Value.Metered))} calls, and the "
                        + "bill is empty.",
                    "Check whether the API key of the calls belongs to the organization, account or project whose bill was "
                        + "read. An admin key of another organization returns empty pages.");
                continue;
            }

            var meters = account.Where(cell => !cell.IsMetered && cell.Key.Model is null).ToList();
            if (meters.Count > 0)
            {
                scope.Explain(
                    ReconciliationCause.OtherServices,
                    meters,
                    $"{CauseScope.Usd(meters.Sum(cell => cell.Billed ?? 0))} are billed by meters that "
                        + "do not measure model calls.",
                    "Such charges (storage, fine-tuning, sessions, provisioned hours) can't be metered per call. Plan them "
                        + "separately.");
            }
        }
    }
}

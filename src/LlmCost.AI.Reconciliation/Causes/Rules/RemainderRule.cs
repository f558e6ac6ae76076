namespace LlmCost.AI;

/// <summary>The remaining differences: those within the tolerance, and those that no other rule explains.</summary>
internal sealed class RemainderRule : ICauseRule
{
    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            var open = account.Where(cell => !cell.IsEqual).ToList();
            if (open.Count > 0 && !scope.IsSmall(open.Sum(cell => cell.Difference), open.Sum(cell => cell.Billed ?? 0)))
            {
                scope.Explain(
                    ReconciliationCause.Unexplained,
                    open,
                    $"{CauseScope.Usd(open.Sum(cell => cell.Billed ?? 0))} are billed, and "
                        + $"{CauseScope.Usd(open.Sum(cell => cell.Metered))} metered. No known cause fits.",
                    "Compare the rows by day, model and unit.");
            }
            else
            {
                scope.Forget(open);
            }
        }
    }
}

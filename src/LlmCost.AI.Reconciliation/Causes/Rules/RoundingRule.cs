namespace LlmCost.AI;

/// <summary>
/// The amounts on the bill are rounded to cents, and differ from the metered cost by no more than half a cent per line.
/// </summary>
internal sealed class RoundingRule : ICauseRule
{
    private const decimal HalfACent = 0.005m;

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            if (!scope.CellsOf(account.Key).All(cell => cell.Lines is 0 || IsInCents(cell)))
            {
                continue;
            }

            var rounded = account.Where(cell => cell.Lines > 0 && HasSameQuantity(cell)
                && Math.Abs(cell.Difference) <= HalfACent * cell.Lines).ToList();
            if (rounded.Count > 0)
            {
                scope.Explain(
                    ReconciliationCause.Rounding,
                    rounded,
                    $"The bill is in cents, and {rounded.Sum(cell => cell.Lines)} of its lines differ by at most half a cent.",
                    "No action is needed. Use a bill with more decimals, if the provider has one.");
            }
        }
    }

    private static bool IsInCents(Cell cell) => cell.Billed is { } billed && decimal.Round(billed, 2) == billed;

    private static bool HasSameQuantity(Cell cell) => cell.BilledQuantity is null || Ratios.HasEqualQuantity(cell);
}

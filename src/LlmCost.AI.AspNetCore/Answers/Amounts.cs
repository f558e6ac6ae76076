namespace LlmCost.AI;

/// <summary>Divides amounts for display.</summary>
internal static class Amounts
{
    /// <summary>The number of decimals of a quotient, the same as for the cost of a call.</summary>
    private const int Decimals = 18;

    /// <summary>Returns a quotient with at most 18 decimals; null if the divisor is 0.</summary>
    public static decimal? Quotient(decimal amount, decimal divisor) =>
        divisor is 0 ? null : decimal.Round(amount / divisor, Decimals);
}

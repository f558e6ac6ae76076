namespace LlmCost.AI;

/// <summary>Converts between amounts in options and the whole numbers that stores count.</summary>
internal static class BudgetAmount
{
    /// <summary>
    /// The largest amount that a store counts exactly, because Redis scripts calculate with 53 bits. In USD, it is 9,007,199.
    /// </summary>
    public const long Max = (1L << 53) - 1;

    private const decimal NanoPerUsd = 1_000_000_000;

    /// <summary>Returns an amount of USD in billionths, rounded up.</summary>
    public static long OfUsd(decimal usd) =>
        usd <= 0 ? 0 : usd >= Max / NanoPerUsd ? Max : (long)decimal.Ceiling(usd * NanoPerUsd);

    /// <summary>Returns an amount in the unit that people use: USD, tokens, requests or calls.</summary>
    public static decimal ForPeople(BudgetUnit unit, long amount) => unit is BudgetUnit.Usd ? amount / NanoPerUsd : amount;

    /// <summary>Returns a limit or increase in whole units.</summary>
    public static long Of(BudgetUnit unit, decimal amount) =>
        unit is BudgetUnit.Usd ? OfUsd(amount) : (long)decimal.Clamp(decimal.Floor(amount), 0, Max);

    /// <summary>Returns the name of a unit for labels and messages.</summary>
    public static string NameOf(BudgetUnit unit) => unit switch
    {
        BudgetUnit.Usd => "usd",
        BudgetUnit.Tokens => "tokens",
        BudgetUnit.InputTokens => "input_tokens",
        BudgetUnit.OutputTokens => "output_tokens",
        BudgetUnit.Requests => "requests",
        BudgetUnit.Concurrent => "concurrent",
        _ => "none",
    };
}

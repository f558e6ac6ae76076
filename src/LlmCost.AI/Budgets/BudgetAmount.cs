namespace LlmCost.AI;

/// <summary>Converts between the amounts in options and the whole numbers that stores use.</summary>
internal static class BudgetAmount
{
    /// <summary>
    /// The largest amount that every store can count exactly, which corresponds to about 9,007,199 USD. Numbers in Redis scripts
    /// are exact only up to 53 bits.
    /// </summary>
    public const long Max = (1L << 53) - 1;

    private const decimal NanoPerUsd = 1_000_000_000;

    /// <summary>Converts an amount in USD to billionths of a USD, rounded up.</summary>
    public static long OfUsd(decimal usd) =>
        usd <= 0 ? 0 : usd >= Max / NanoPerUsd ? Max : (long)decimal.Ceiling(usd * NanoPerUsd);

    /// <summary>Converts an amount from a store to USD, tokens, requests or calls.</summary>
    public static decimal ForPeople(BudgetUnit unit, long amount) => unit is BudgetUnit.Usd ? amount / NanoPerUsd : amount;

    /// <summary>Converts a limit or increase to the whole number that stores use.</summary>
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

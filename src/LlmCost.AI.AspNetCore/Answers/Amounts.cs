using System.Globalization;

namespace LlmCost.AI;

/// <summary>Formats amounts as text, because JavaScript numbers are not exact.</summary>
internal static class Amounts
{
    private const string AllDigits = "0.############################";

    /// <summary>The number of decimals of a quotient, the same as for the cost of a call.</summary>
    private const int Decimals = 18;

    /// <summary>Returns an amount with all digits, but without trailing zeros.</summary>
    public static string Text(decimal amount) => amount.ToString(AllDigits, CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Text(decimal)"/>
    public static string? Text(decimal? amount) => amount is { } known ? Text(known) : null;

    /// <inheritdoc cref="Text(decimal)"/>
    public static string[] Text(decimal[] amounts) => Array.ConvertAll(amounts, Text);

    /// <summary>Returns a quotient with at most 18 decimals; null if the divisor is 0.</summary>
    public static string? Quotient(decimal amount, decimal divisor) =>
        divisor is 0 ? null : Text(decimal.Round(amount / divisor, Decimals));
}

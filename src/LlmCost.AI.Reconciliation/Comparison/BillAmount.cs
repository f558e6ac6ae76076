namespace LlmCost.AI;

/// <summary>
/// The sum of bill lines that are not compared, such as taxes, credits, or lines in a currency without an exchange rate.
/// </summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillAmount
{
    /// <summary>Gets the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the account.</summary>
    public string? Account { get; init; }

    /// <summary>Gets the kind of the charges.</summary>
    public required BillLineKind Kind { get; init; }

    /// <summary>Gets the currency.</summary>
    public required string Currency { get; init; }

    /// <summary>Gets the sum in <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Gets the sum in USD, or <see langword="null"/> if the currency has no exchange rate.</summary>
    public decimal? AmountUsd { get; init; }

    /// <summary>Gets the number of lines.</summary>
    public required int Lines { get; init; }
}

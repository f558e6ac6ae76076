namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>An account of a provider in the virtual history, with its bill.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Account">The account, or <see langword="null"/> if bill and ledger are compared without accounts.</param>
/// <param name="Metered">The metered cost of each day in USD, from the ledger.</param>
/// <param name="Calls">The number of metered calls of each day, from the ledger.</param>
internal sealed record BilledAccount(
    string Provider, string? Account, IReadOnlyList<decimal> Metered, IReadOnlyList<decimal> Calls)
{
    /// <summary>The number of billed calls that were not metered, as a share of the metered calls.</summary>
    public const decimal Unmetered = 0.3m;

    /// <summary>Gets the billed price of a call, as a multiple of its price in the ledger.</summary>
    public decimal PriceRatio { get; init; } = 1;

    /// <summary>Gets the first day with unmetered calls, if any.</summary>
    public DateTimeOffset? UnmeteredFrom { get; init; }

    /// <summary>Gets the cause of the difference between the bill and the ledger.</summary>
    public string? Cause { get; init; }

    /// <summary>Returns the billed cost of a day in USD.</summary>
    public decimal BilledOn(int day) => Metered[day] * PriceRatio * CallRatio(day);

    /// <summary>Returns the number of billed calls of a day.</summary>
    public decimal BilledCallsOn(int day) => Calls[day] * CallRatio(day);

    private decimal CallRatio(int day) => HistoryClock.Start.AddDays(day) >= UnmeteredFrom ? 1 + Unmetered : 1;
}

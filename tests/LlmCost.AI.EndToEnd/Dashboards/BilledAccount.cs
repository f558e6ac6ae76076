namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>An account of a provider in the virtual history, with its bill.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Account">The account, or <see langword="null"/> if bill and ledger are compared without.</param>
/// <param name="Metered">The USD of each day in the ledger.</param>
/// <param name="Calls">The calls of each day in the ledger.</param>
internal sealed record BilledAccount(
    string Provider, string? Account, IReadOnlyList<decimal> Metered, IReadOnlyList<decimal> Calls)
{
    /// <summary>The calls that are billed in addition to those of the ledger, as a share of these.</summary>
    public const decimal Unmetered = 0.3m;

    /// <summary>Gets the billed price of a call, as a multiple of that in the ledger.</summary>
    public decimal PriceRatio { get; init; } = 1;

    /// <summary>Gets the day from which calls go around the meter.</summary>
    public DateTimeOffset? UnmeteredFrom { get; init; }

    /// <summary>Gets the cause of the difference.</summary>
    public string? Cause { get; init; }

    /// <summary>Returns the billed USD of a day.</summary>
    public decimal BilledOn(int day) => Metered[day] * PriceRatio * CallRatio(day);

    /// <summary>Returns the billed calls of a day.</summary>
    public decimal BilledCallsOn(int day) => Calls[day] * CallRatio(day);

    private decimal CallRatio(int day) => HistoryClock.Start.AddDays(day) >= UnmeteredFrom ? 1 + Unmetered : 1;
}

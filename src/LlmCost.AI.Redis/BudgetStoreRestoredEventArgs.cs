namespace LlmCost.AI;

/// <summary>Provides data for <see cref="RedisBudgetStore.Restored"/>.</summary>
public sealed class BudgetStoreRestoredEventArgs : EventArgs
{
    internal BudgetStoreRestoredEventArgs(bool wasEmptied, int settlements, int reservations) =>
        (WasEmptied, Settlements, Reservations) = (wasEmptied, settlements, reservations);

    /// <summary>Gets a value indicating whether the server had lost all counters, including the amounts spent before.</summary>
    public bool WasEmptied { get; }

    /// <summary>Gets the number of settlements of the last minute that were sent again.</summary>
    public int Settlements { get; }

    /// <summary>Gets the number of open reservations that were sent again.</summary>
    public int Reservations { get; }
}

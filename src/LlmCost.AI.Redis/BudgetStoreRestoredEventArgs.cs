namespace LlmCost.AI;

/// <summary>Provides data for <see cref="RedisBudgetStore.Restored"/>.</summary>
public sealed class BudgetStoreRestoredEventArgs : EventArgs
{
    internal BudgetStoreRestoredEventArgs(bool wasEmptied, int settlements, int reservations) =>
        (WasEmptied, Settlements, Reservations) = (wasEmptied, settlements, reservations);

    /// <summary>
    /// Gets a value indicating whether the server had lost all counters. In this case, the amounts spent in the current windows
    /// are lost, except for the settlements that were sent again.
    /// </summary>
    public bool WasEmptied { get; }

    /// <summary>Gets the number of settlements of the last minute that were sent again.</summary>
    public int Settlements { get; }

    /// <summary>Gets the number of open reservations that were sent again.</summary>
    public int Reservations { get; }
}

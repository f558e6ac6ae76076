namespace LlmCost.AI;

/// <summary>Represents a counter of a budget, for one unit, one scope and one window.</summary>
/// <remarks>
/// Two counters with the same budget, unit, scope and window start are the same counter, even if different objects represent
/// them. All amounts are whole numbers: billionths of a USD for <see cref="BudgetUnit.Usd"/>, otherwise tokens, requests or
/// calls.
/// </remarks>
public sealed class BudgetCounter
{
    private long _lastLimit;

    /// <summary>Gets the name of the budget.</summary>
    public required string Budget { get; init; }

    /// <summary>Gets the unit.</summary>
    public required BudgetUnit Unit { get; init; }

    /// <summary>
    /// Gets the values by which the budget is split, such as <c>user=42</c>. Empty if it is not split. The values may be personal
    /// data.
    /// </summary>
    public string Scope { get; init; } = "";

    /// <summary>Gets the start of the window. For a rolling window, it is <see cref="DateTimeOffset.UnixEpoch"/>.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>
    /// Gets the end of the window, at which the next one starts; <see langword="null"/> if the window is rolling or never ends.
    /// </summary>
    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>
    /// Gets the length of the buckets of a rolling window; <see langword="null"/> if the window is not rolling. Buckets start at
    /// multiples of this length after <see cref="DateTimeOffset.UnixEpoch"/>.
    /// </summary>
    /// <remarks>
    /// The spent amount is the sum of the current bucket and the preceding <see cref="Buckets"/> buckets, so that the limit
    /// applies to every time span of the window's length.
    /// </remarks>
    public TimeSpan? BucketLength { get; init; }

    /// <summary>Gets the number of buckets that cover the length of a rolling window.</summary>
    public int Buckets { get; init; }

    /// <summary>Gets the limit without increases.</summary>
    public required long Limit { get; init; }

    /// <summary>Gets a value indicating whether the counter never refuses.</summary>
    public bool IsShadow { get; init; }

    /// <summary>
    /// Gets the percentages of the limit, in ascending order, that the store reports when they are first reached in a window.
    /// </summary>
    public IReadOnlyList<int> Thresholds { get; init; } = [];

    /// <summary>
    /// Gets or sets an object that the store caches for this counter, such as its keys. The object can be lost at any time.
    /// </summary>
    public object? StoreState { get; set; }

    /// <summary>
    /// The spent amount, as last seen by this process. Gauges and routing use it. It is written without synchronization.
    /// </summary>
    internal long LastSpent { get; private set; }

    /// <summary>The reserved amount, as last seen by this process.</summary>
    internal long LastReserved { get; private set; }

    /// <summary>The limit including increases, as last seen by this process.</summary>
    internal long LastLimit { get => _lastLimit is 0 ? Limit : _lastLimit; private set => _lastLimit = value; }

    /// <summary>True if this process has seen the state of the counter.</summary>
    /// <remarks>This property has no field of its own, to save memory: an app can have a million counters.</remarks>
    internal bool IsKnown => _lastLimit is not 0 || Limit is 0;

    /// <summary>The counter of the amount that this process may spend while the store does not respond.</summary>
    internal BudgetCounter? Allowance { get; set; }

    /// <summary>Returns the used share of the limit in percent, as last seen by this process.</summary>
    internal decimal Utilization => LastLimit is 0 ? 100 : (LastSpent + LastReserved) * 100m / LastLimit;

    /// <summary>Records the state after a command.</summary>
    internal void Remember(BudgetClaim claim) =>
        (LastSpent, LastReserved, LastLimit) = (claim.Spent, claim.Reserved, claim.Limit);

    /// <summary>Records the state from a reading.</summary>
    internal void Remember(BudgetReading reading) =>
        (LastSpent, LastReserved, LastLimit) = (reading.Spent, reading.Reserved, Limit + reading.Increase);
}

namespace LlmCost.AI.Redis.Worker;

/// <summary>The three counters that every call of a worker uses.</summary>
public static class SharedBudgets
{
    /// <summary>The lease of a hold. It is short, so that a test can wait for its end.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(3);

    /// <summary>The amount that each money counter is charged for a hold of a killed worker.</summary>
    public const long Floor = 1_000_003;

    /// <summary>Creates the counters with limits so low that some calls are refused.</summary>
    public static BudgetCounter[] Create() =>
    [
        new()
        {
            Budget = "company", Unit = BudgetUnit.Usd, Limit = 9_000_000_000_000_001, WindowStart = DateTimeOffset.UnixEpoch,
        },
        new()
        {
            Budget = "user",
            Unit = BudgetUnit.Usd,
            Scope = "user=42",
            Limit = 15_000_000_000,
            WindowStart = DateTimeOffset.UnixEpoch,
            WindowEnd = DateTimeOffset.UnixEpoch.AddYears(200),
        },
        new() { Budget = "in-flight", Unit = BudgetUnit.Concurrent, Limit = 5, WindowStart = DateTimeOffset.UnixEpoch },
    ];
}

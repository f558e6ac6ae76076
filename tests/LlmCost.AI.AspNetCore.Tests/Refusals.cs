namespace LlmCost.AI.Tests;

/// <summary>Creates the exceptions of a budget that limits each user.</summary>
internal static class Refusals
{
    public static BudgetExceededException Of(BudgetExceededReason reason, TimeSpan? retryAfter = null) =>
        new("Budget 'user-day' refused the call.")
        {
            Budget = "user-day",
            Scope = [new("user", "alice@example.com")],
            Unit = BudgetUnit.Usd,
            Limit = 2.00m,
            Spent = 1.95m,
            Reserved = 0.04m,
            Requested = 0.012345678m,
            ResetsAt = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(1)),
            RetryAfter = retryAfter,
            Reason = reason,
            AlsoExceeded = ["company-month"],
        };
}

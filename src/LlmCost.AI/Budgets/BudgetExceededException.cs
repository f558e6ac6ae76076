namespace LlmCost.AI;

/// <summary>The exception that is thrown when a budget refuses a call or cuts off its response.</summary>
/// <remarks>
/// The message contains the name and amounts of the budget, the time of its reset, and the setting to change. It contains no
/// prompts and no user ids.
/// </remarks>
public sealed class BudgetExceededException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="BudgetExceededException"/> class.</summary>
    public BudgetExceededException()
        : this("A budget refused the call.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BudgetExceededException"/> class.</summary>
    /// <param name="message">The message.</param>
    public BudgetExceededException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="BudgetExceededException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause, such as an exception of the store.</param>
    public BudgetExceededException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the name of the budget.</summary>
    public string Budget { get; init; } = "";

    /// <summary>
    /// Gets the values by which the budget is split, such as the user. They may be personal data. Empty if the budget is not
    /// split.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Scope { get; init; } = [];

    /// <summary>Gets the unit of the limit.</summary>
    public BudgetUnit Unit { get; init; }

    /// <summary>Gets the limit, in USD, tokens, requests or calls.</summary>
    public decimal Limit { get; init; }

    /// <summary>Gets the amount spent in the window, in the same unit.</summary>
    public decimal Spent { get; init; }

    /// <summary>Gets the amount that other calls in progress had reserved, in the same unit.</summary>
    public decimal Reserved { get; init; }

    /// <summary>Gets the minimum amount that the call needed, in the same unit.</summary>
    public decimal Requested { get; init; }

    /// <summary>Gets the time at which the window ends, or <see langword="null"/> if it does not end at a known time.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>
    /// Gets the time after which the call may succeed, or <see langword="null"/> if it is unknown or the call would fail again.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the reason for the refusal.</summary>
    public BudgetExceededReason Reason { get; init; }

    /// <summary>Gets a value indicating whether the same call may succeed before the window ends.</summary>
    public bool IsTransient => Reason is BudgetExceededReason.RateLimited
        or BudgetExceededReason.InFlight
        or BudgetExceededReason.StoreUnavailable;

    /// <summary>Gets a value indicating whether a part of the response was received and is billed.</summary>
    public bool IsPartial => Reason is BudgetExceededReason.CutOff;

    /// <summary>Gets the names of all other budgets that the call would have exceeded.</summary>
    public IReadOnlyList<string> AlsoExceeded { get; init; } = [];
}

namespace LlmCost.AI;

/// <summary>Provides the limits of a budget. A limit of 0 blocks all calls. A limit that is not set does not apply.</summary>
public class BudgetLimitOptions
{
    /// <summary>
    /// Gets or sets the limit of the cost in USD, from 0 to 9,000,000, with at most 9 decimal places. Default:
    /// <see langword="null"/>, no limit.
    /// </summary>
    public decimal? Usd { get; set; }

    /// <summary>
    /// Gets or sets the limit of input and output tokens together, 0 or more. Default: <see langword="null"/>, no limit.
    /// </summary>
    public long? Tokens { get; set; }

    /// <summary>Gets or sets the limit of input tokens, 0 or more. Default: <see langword="null"/>, no limit.</summary>
    public long? InputTokens { get; set; }

    /// <summary>Gets or sets the limit of output tokens, 0 or more. Default: <see langword="null"/>, no limit.</summary>
    public long? OutputTokens { get; set; }

    /// <summary>Gets or sets the limit of requests to providers, 0 or more. Default: <see langword="null"/>, no limit.</summary>
    public long? Requests { get; set; }

    /// <summary>
    /// Gets or sets the limit of calls in progress at the same time, 0 or more, regardless of the window. Default:
    /// <see langword="null"/>, no limit.
    /// </summary>
    public long? Concurrent { get; set; }
}

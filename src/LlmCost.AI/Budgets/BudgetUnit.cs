namespace LlmCost.AI;

/// <summary>Specifies what a limit of a budget counts.</summary>
public enum BudgetUnit
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The cost in USD. Stores count it in billionths of a USD, rounded up for each call.</summary>
    Usd,

    /// <summary>Input and output tokens.</summary>
    Tokens,

    /// <summary>Input tokens, including those that are read from or written to the prompt cache.</summary>
    InputTokens,

    /// <summary>Output tokens, including reasoning.</summary>
    OutputTokens,

    /// <summary>Requests to providers.</summary>
    Requests,

    /// <summary>Calls in progress at the same time.</summary>
    Concurrent,
}

namespace LlmCost.AI;

/// <summary>The upper bounds of the usage of a call, computed before the call is sent.</summary>
internal readonly struct BudgetNeed
{
    private const decimal Million = 1_000_000;

    /// <summary>The estimated input including a margin, in tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>The maximum output that the caller requested, in tokens, or <see langword="null"/>.</summary>
    public long? OutputLimit { get; init; }

    /// <summary>The expected output in tokens, according to earlier calls, or null.</summary>
    public long? ExpectedOutput { get; init; }

    /// <summary>True if the response has output tokens.</summary>
    public bool HasOutput { get; init; }

    /// <summary>True if the output tokens include hidden reasoning.</summary>
    public bool Reasons { get; init; }

    /// <summary>True if input and output may be audio.</summary>
    public bool IsSpoken { get; init; }

    /// <summary>True if the price of the model is known.</summary>
    public bool IsPriced { get; init; }

    /// <summary>The cost of the input and all fees at the highest rates that may apply, in billionths of a USD.</summary>
    public long InputCost { get; init; }

    /// <summary>The highest rate of output that may apply, in USD per million tokens.</summary>
    public decimal OutputRate { get; init; }

    /// <summary>Returns the cost of output tokens, in billionths of a USD.</summary>
    public long OutputCost(long tokens) => BudgetAmount.OfUsd(tokens * OutputRate / Million);

    /// <summary>Returns the output in tokens that an amount in billionths of a USD can pay for.</summary>
    public long OutputFor(long amount) => OutputRate is 0
        ? long.MaxValue
        : (long)decimal.Clamp(decimal.Floor(decimal.Max(amount, 0) / 1_000 / OutputRate), 0, BudgetAmount.Max);

    /// <summary>Returns the same need at assumed rates, in USD per million tokens.</summary>
    public BudgetNeed At(decimal inputRate, decimal outputRate) => this with
    {
        IsPriced = true,
        InputCost = BudgetAmount.OfUsd(InputTokens * inputRate / Million),
        OutputRate = outputRate,
    };
}

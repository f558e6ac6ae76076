namespace LlmCost.AI;

/// <summary>The usage of a call, for its settlement.</summary>
internal readonly struct BudgetUse
{
    /// <summary>True if the provider was called and may have billed something.</summary>
    public bool IsBilled { get; init; }

    /// <summary>True if the tokens are known, at least as an estimate.</summary>
    public bool HasUsage { get; init; }

    /// <summary>
    /// True if the response was not received completely, so that at least <see cref="BudgetClaim.Floor"/> is charged.
    /// </summary>
    public bool IsBroken { get; init; }

    /// <summary>The cost in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? Cost { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>True if the cost includes non-token fees.</summary>
    public bool HasFees { get; init; }

    /// <summary>Returns the usage of a call.</summary>
    public static BudgetUse Of(in PendingRecord call)
    {
        var hasUsage = call.UsageSource is not UsageSource.Missing;
        var isPossible = call.IsPossiblyBilled && call.PossiblyBilledCost is not null;
        return new BudgetUse
        {
            // A call that failed before any response was most likely not billed.
            IsBilled = hasUsage || call.IsPossiblyBilled || call.Outcome is not CallOutcome.Failed,
            HasUsage = hasUsage,
            IsBroken = call.Outcome is not CallOutcome.Completed,
            Cost = call.HasCost || isPossible
                ? (call.HasCost ? call.TotalCost : 0) + (call.PossiblyBilledCost ?? 0)
                : call.IsProvisioned ? 0 : null,
            InputTokens = call.Usage.TotalInput,
            OutputTokens = call.Usage.TotalOutput,
            HasFees = call.Amounts[(int)TokenClass.Fee] > 0,
        };
    }

    /// <summary>Returns the combined usage of two calls.</summary>
    public BudgetUse Plus(in BudgetUse other) => !IsBilled ? other : !other.IsBilled ? this : new BudgetUse
    {
        IsBilled = true,
        HasUsage = HasUsage && other.HasUsage,
        IsBroken = IsBroken || other.IsBroken,
        Cost = Cost + other.Cost,
        InputTokens = InputTokens + other.InputTokens,
        OutputTokens = OutputTokens + other.OutputTokens,
        HasFees = HasFees || other.HasFees,
    };
}

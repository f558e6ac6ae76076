namespace LlmCost.AI;

/// <summary>The properties of a call that determine which budgets apply to it.</summary>
internal readonly struct BudgetFacts
{
    public string? Provider { get; init; }

    /// <summary>The requested model or deployment.</summary>
    public string? Model { get; init; }

    public string? Operation { get; init; }

    public string? Feature { get; init; }

    public string? Account { get; init; }

    /// <summary>The id of the outermost run, or <see langword="null"/> outside of runs.</summary>
    public string? Run { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>>? Tags { get; init; }

    /// <summary>Returns the properties of a call.</summary>
    public static BudgetFacts Of(in PendingRecord call) => new()
    {
        Provider = call.ProviderName,
        Model = call.RequestModel,
        Operation = call.OperationName,
        Feature = call.Feature,
        Account = call.Account,
        Run = CostRun.Current?.Outermost.Id,
        Tags = call.Tags,
    };
}

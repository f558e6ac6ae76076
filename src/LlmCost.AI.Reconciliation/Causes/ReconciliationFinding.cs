namespace LlmCost.AI;

/// <summary>A cause of differences between the bill and the ledger, with its numbers.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. The causes are tested in order, and the first that fits is reported: coverage,
/// classes, prices. Each difference belongs to one finding only.
/// </remarks>
public sealed record ReconciliationFinding
{
    /// <summary>Gets the cause.</summary>
    public required ReconciliationCause Cause { get; init; }

    /// <summary>Gets the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the account, if the finding is about one.</summary>
    public string? Account { get; init; }

    /// <summary>Gets the models or meters that the finding is about.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Gets the units that the finding is about.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Gets the first day.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>Gets the last day.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>Gets the part of the difference that the finding explains, in USD: billed less metered.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Gets what was found, as a sentence with numbers.</summary>
    public required string Message { get; init; }

    /// <summary>Gets what to look at or to change next, as a sentence.</summary>
    public required string NextStep { get; init; }
}

namespace LlmCost.AI;

/// <summary>A cause of differences between the bill and the ledger, with the amounts that it explains.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. Causes are tested in order: coverage, token classes, prices. The first cause that
/// matches a difference is reported, so each difference belongs to one finding only.
/// </remarks>
public sealed record ReconciliationFinding
{
    /// <summary>Gets the cause.</summary>
    public required ReconciliationCause Cause { get; init; }

    /// <summary>Gets the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the account, or <see langword="null"/> if the finding is not about a single account.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// Gets the models that the finding is about. If the bill names no model, the list contains the name of the meter in
    /// brackets.
    /// </summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Gets the units that the finding is about.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Gets the first day.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>Gets the last day.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>Gets the part of the difference that the finding explains, in USD: billed minus metered cost.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Gets a description of the finding, as a sentence with numbers.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the next step to take, as a sentence.</summary>
    public required string NextStep { get; init; }
}

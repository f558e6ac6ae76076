namespace LlmCost.AI;

/// <summary>One call as the ledger keeps it: who made it, what it used, what it cost, and how certain that is.</summary>
/// <remarks>
/// It has no prompt, answer or key. It contains the tags that <see cref="LedgerOptions"/> allows. Immutable; safe on any thread.
/// </remarks>
public sealed record LedgerCall
{
    /// <summary>Gets the unique id of the call: a version 7 UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the time at which the call started, in UTC and whole microseconds.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the duration of the call, in whole microseconds.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the process that made the call.</summary>
    public required LedgerOrigin Origin { get; init; }

    /// <summary>Gets the provider, model, feature and whatever else the call has in common with others.</summary>
    public required LedgerKey Key { get; init; }

    /// <summary>Gets how the call ended, and where its usage and its price come from.</summary>
    public required LedgerResult Result { get; init; }

    /// <inheritdoc cref="CostRecord.ResponseId"/>
    public string? ResponseId { get; init; }

    /// <inheritdoc cref="CostRecord.RequestId"/>
    public string? RequestId { get; init; }

    /// <inheritdoc cref="CostRecord.Attempts"/>
    public int Attempts { get; init; }

    /// <inheritdoc cref="CostRecord.PossiblyBilledCost"/>
    public decimal? PossiblyBilledCost { get; init; }

    /// <summary>Gets the tags of the call that the ledger may keep, without the feature.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Gets all input, in tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets all output, in tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the cost of the call in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc cref="CostRecord.ListCost"/>
    public decimal? ListCost { get; init; }

    /// <summary>
    /// Gets what was used and what it cost: first the charges, whose costs add up to <see cref="Cost"/> exactly, then the usage
    /// that no charge covers, without a cost.
    /// </summary>
    public IReadOnlyList<LedgerCharge> Charges { get; init; } = [];
}

namespace LlmCost.AI;

/// <summary>A call in the ledger: its origin, usage and cost, and where the usage and the price come from.</summary>
/// <remarks>
/// A call contains no prompt, response or API key, and only the tags that <see cref="LedgerOptions"/> allows. Instances are
/// immutable and thread-safe.
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

    /// <summary>Gets the provider, model, feature and other properties that the call shares with other calls.</summary>
    public required LedgerKey Key { get; init; }

    /// <summary>Gets the outcome of the call, and the sources of its usage and price.</summary>
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

    /// <summary>Gets the number of input tokens of all kinds.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of output tokens of all kinds.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the cost of the call in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc cref="CostRecord.ListCost"/>
    public decimal? ListCost { get; init; }

    /// <summary>
    /// Gets the charges of the call, whose costs add up to <see cref="Cost"/> exactly, followed by the usage that no charge
    /// covers, without a cost.
    /// </summary>
    public IReadOnlyList<LedgerCharge> Charges { get; init; } = [];

    /// <summary>Returns the usage of the call's own model, without the usage of additional models.</summary>
    internal List<UnitQuantity> OwnUnits() =>
    [
        .. Charges.Where(charge => charge.Price.Model is null).Select(charge => new UnitQuantity
        {
            Unit = charge.Price.Unit,
            Kind = charge.Price.Kind,
            Quantity = charge.Quantity,
        }),
    ];
}

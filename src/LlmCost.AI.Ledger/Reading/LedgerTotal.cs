namespace LlmCost.AI;

/// <summary>A sum of calls, or of charges if <see cref="Price"/> is set.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record LedgerTotal
{
    /// <summary>Gets the start of the hour or of the UTC day in which the calls started.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets the process that made the calls.</summary>
    public required LedgerOrigin Origin { get; init; }

    /// <summary>Gets the provider, model, feature and other properties that the calls have in common.</summary>
    public required LedgerKey Key { get; init; }

    /// <summary>Gets the outcome of the calls, and the sources of their usage and price.</summary>
    public required LedgerResult Result { get; init; }

    /// <summary>Gets the tags of the calls. Empty if the sums are not divided by tags.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Gets the unit and price of the charges, or <see langword="null"/> for a sum of calls.</summary>
    public LedgerPrice? Price { get; init; }

    /// <summary>Gets the number of calls, or of charges.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets the sum of the durations. Zero for charges.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the number of input tokens of all kinds. Zero for charges.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of output tokens of all kinds. Zero for charges.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the number of units. Zero for calls.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Gets the cost in USD. Zero if it is unknown; see <see cref="LedgerResult.IsUnpriced"/>.</summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the cost at list prices, in USD, of the calls whose list cost is known.</summary>
    public decimal ListCost { get; init; }

    /// <summary>
    /// Gets the part of <see cref="Cost"/> from calls that ended on a later day than they started. A bill that counts each call
    /// on the day on which it ends differs by no more than this amount. Zero for sums of charges.
    /// </summary>
    public decimal CrossingCost { get; init; }

    /// <summary>Converts a single call to a sum, for example to apply a filter.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The sum, with the hour of the call.</returns>
    public static LedgerTotal Of(LedgerCall call)
    {
        ArgumentNullException.ThrowIfNull(call);

        return new LedgerTotal
        {
            Start = call.Timestamp.AddTicks(-(call.Timestamp.UtcTicks % TimeSpan.TicksPerHour)),
            Origin = call.Origin,
            Key = call.Key,
            Result = call.Result,
            Tags = call.Tags,
            Calls = 1,
            Duration = call.Duration,
            InputTokens = call.InputTokens,
            OutputTokens = call.OutputTokens,
            Cost = call.Cost ?? 0,
            ListCost = call.ListCost ?? 0,
        };
    }
}

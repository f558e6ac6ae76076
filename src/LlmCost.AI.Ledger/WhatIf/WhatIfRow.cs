namespace LlmCost.AI;

/// <summary>A comparison of the actual cost of calls with their cost under other conditions.</summary>
/// <remarks>
/// The costs include only the compared calls, so that they can be subtracted. Each call is either compared, excluded,
/// unpriced or unbilled. Immutable and safe to use from any thread.
/// </remarks>
public sealed record WhatIfRow
{
    /// <summary>
    /// Gets the values of the fields in <see cref="CostWhatIfOptions.By"/>, in the same order; a missing value is
    /// <see langword="null"/>.
    /// </summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>Gets the number of calls in the period that the filters select.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of calls that are compared.</summary>
    public long ComparedCalls { get; init; }

    /// <summary>Gets the actual cost of the compared calls, in USD.</summary>
    public decimal ActualCost { get; init; }

    /// <summary>Gets the cost of the compared calls at list prices, in USD, without calls whose list cost is unknown.</summary>
    public decimal ActualListCost { get; init; }

    /// <summary>
    /// Gets the cost that the compared calls would have had with the same tokens, in USD. It is exact, because each call is
    /// repriced individually.
    /// </summary>
    public decimal Cost { get; init; }

    /// <summary>Gets <see cref="Cost"/> at list prices, in USD, without calls whose list cost is unknown.</summary>
    public decimal ListCost { get; init; }

    /// <summary>
    /// Gets the lower end of the range of the cost, in USD: the cost if the tokenizer of the other model produces fewer tokens
    /// for the same text. It equals <see cref="Cost"/> for models with the same tokenizer.
    /// </summary>
    public decimal LowCost { get; init; }

    /// <summary>Gets the upper end of the range of the cost, in USD: the cost if the tokenizer produces more tokens.</summary>
    public decimal HighCost { get; init; }

    /// <summary>Gets the number of calls for which the other model, tier or price list has no price.</summary>
    public long ExcludedCalls { get; init; }

    /// <summary>Gets the actual cost of the excluded calls, in USD.</summary>
    public decimal ExcludedCost { get; init; }

    /// <summary>Gets the number of calls whose actual cost is unknown.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the number of calls that failed before they cost anything.</summary>
    public long UnbilledCalls { get; init; }

    /// <summary>
    /// Gets the number of compared calls whose actual cost is a lower bound. The savings may be greater.
    /// </summary>
    public long PartialCalls { get; init; }

    /// <summary>Gets the number of compared calls whose tokens are estimated.</summary>
    public long EstimatedCalls { get; init; }

    /// <summary>
    /// Gets <see cref="ActualCost"/> minus <see cref="Cost"/>, in USD. It is negative if the calls would have cost more. Show it
    /// together with the range and with the calls that are not compared.
    /// </summary>
    public decimal Saving => ActualCost - Cost;
}

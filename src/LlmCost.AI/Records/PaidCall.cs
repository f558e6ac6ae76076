using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// Describes a billed call that doesn't go through Microsoft.Extensions.AI, for example a rerank call, a request in a batch, or a
/// raw HTTP request.
/// </summary>
/// <remarks>
/// Pass it to <see cref="CostMeter.Record"/>. Specify the usage with <see cref="Usage"/>, <see cref="UsageDetails"/> or
/// <see cref="Quantities"/>. If neither one of these properties nor <see cref="ReportedCost"/> is set, the call is counted, but
/// its cost is unknown.
/// </remarks>
public sealed record PaidCall
{
    /// <summary>Gets the operation: a value of <c>gen_ai.operation.name</c>, or a custom name such as <c>rerank</c>.</summary>
    public required string OperationName { get; init; }

    /// <summary>
    /// Gets the OpenTelemetry name of the provider, or a custom provider name that is used in <see cref="CostMeteringOptions"/>.
    /// </summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the requested model, alias or deployment.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// Gets the model that responded, as named by the provider. Default: <see langword="null"/> (not reported).
    /// </summary>
    public string? ResponseModel { get; init; }

    /// <summary>Gets the provider's id of the response. Default: <see langword="null"/>.</summary>
    public string? ResponseId { get; init; }

    /// <summary>
    /// Gets the account that the provider bills: a project, workspace, subscription or key alias. Default:
    /// <see langword="null"/>.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>
    /// Gets the start time of the call, which selects the price that applies. Default: <see langword="null"/> (the current time).
    /// </summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Gets the duration of the call. Default: zero.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the token usage as disjoint counts. Default: <see langword="null"/>.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// Gets the token usage as the provider reports it. Overlapping counts are made disjoint by the rules of the provider.
    /// Ignored if <see cref="Usage"/> is set. Default: <see langword="null"/>.
    /// </summary>
    public UsageDetails? UsageDetails { get; init; }

    /// <summary>Gets the non-token billable quantities, such as the searches of a reranker. Default: none.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get; init; } = [];

    /// <summary>
    /// Gets the tier, region and speed that the provider used. Use the tier <c>batch</c> for the results of a batch.
    /// </summary>
    public ServedAs ServedAs { get; init; }

    /// <summary>
    /// Gets the cost that the provider reported, in USD, from 0 to 1,000,000. The reported cost takes precedence over a
    /// calculated cost. Default: <see langword="null"/>.
    /// </summary>
    public decimal? ReportedCost { get; init; }

    /// <summary>Gets the outcome of the call. Default: <see cref="CallOutcome.Completed"/>.</summary>
    public CallOutcome Outcome { get; init; } = CallOutcome.Completed;

    /// <summary>
    /// Gets the full name of the exception's type or the provider's error code, if the call failed. Default:
    /// <see langword="null"/>.
    /// </summary>
    public string? ErrorType { get; init; }
}

namespace LlmCost.AI;

/// <summary>A line of a provider's report or invoice.</summary>
/// <remarks>Immutable and thread-safe. A value that the bill does not contain is <see langword="null"/>, never 0.</remarks>
public sealed record BillLine
{
    /// <summary>Gets what the line charges for.</summary>
    public required BillLineKind Kind { get; init; }

    /// <summary>
    /// Gets the name of the meter or line item as in the bill, such as <c>gpt-4o, input</c>. For reports without such a name,
    /// the name of the field, such as <c>output_tokens</c>.
    /// </summary>
    public required string Meter { get; init; }

    /// <summary>
    /// Gets the provider that bills, in the names of <c>gen_ai.provider.name</c>, such as <c>openai</c> or <c>aws.bedrock</c>.
    /// </summary>
    public required string Provider { get; init; }

    /// <summary>
    /// Gets the account: the provider's project, workspace, subscription or resource, as in the keys of the
    /// ledger.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>Gets the id or hash of the API key. Never the key itself.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>Gets the model.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Gets the unit in the names of <see cref="LedgerPrice.Unit"/>, such as <c>input_cache_read</c>, or <see langword="null"/>
    /// if it is not known.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>
    /// Gets the quantity in <see cref="Unit"/>: single tokens, images, seconds, requests. It may be negative in corrections.
    /// </summary>
    public decimal? Quantity { get; init; }

    /// <summary>Gets the unit of the quantity as in the bill, such as <c>1K tokens</c>.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>
    /// Gets the number of requests. A row of a report becomes a line for each of its units, and has its requests on the first of
    /// them only, so that sums of requests are right.
    /// </summary>
    public long? Requests { get; init; }

    /// <summary>Gets the amount in <see cref="Currency"/>. Credits and refunds are negative.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Gets the currency as an ISO 4217 code in upper case, such as <c>USD</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>Gets the service tier as in the bill, such as <c>batch</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Gets the region as in the bill.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// Gets a value indicating whether <see cref="Model"/> or <see cref="Unit"/> was guessed from a name that has no grammar,
    /// such as the name of an Azure meter.
    /// </summary>
    public bool IsGuess { get; init; }

    /// <summary>
    /// Gets the line as JSON, as the provider wrote it and with fields that are not known. <see langword="null"/> for a sum of
    /// several rows of a file.
    /// </summary>
    public string? Raw { get; init; }
}

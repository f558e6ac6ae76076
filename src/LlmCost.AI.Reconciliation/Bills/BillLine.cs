namespace LlmCost.AI;

/// <summary>A line of a provider's report or invoice.</summary>
/// <remarks>Immutable and thread-safe. A value that the bill does not contain is <see langword="null"/>, never 0.</remarks>
public sealed record BillLine
{
    /// <summary>Gets the kind of charge, such as usage or a tax.</summary>
    public required BillLineKind Kind { get; init; }

    /// <summary>
    /// Gets the name of the meter or line item as it appears on the bill, such as <c>gpt-4o, input</c>. If the report does not
    /// name meters, this is the name of the field, such as <c>output_tokens</c>.
    /// </summary>
    public required string Meter { get; init; }

    /// <summary>
    /// Gets the billing provider, as a value of <c>gen_ai.provider.name</c>, such as <c>openai</c> or <c>aws.bedrock</c>.
    /// </summary>
    public required string Provider { get; init; }

    /// <summary>
    /// Gets the account: the provider's project, workspace, subscription or resource, as in the ledger.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>Gets the id or hash of the API key, never the key itself.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>Gets the model.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Gets the unit, as a value of <see cref="LedgerPrice.Unit"/>, such as <c>input_cache_read</c>, or <see langword="null"/> if
    /// it is unknown.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>
    /// Gets the quantity in <see cref="Unit"/>, for example in tokens, images, seconds or requests. It can be negative in
    /// corrections.
    /// </summary>
    public decimal? Quantity { get; init; }

    /// <summary>Gets the unit of the quantity as it appears on the bill, such as <c>1K tokens</c>.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>
    /// Gets the number of requests. If a row of a report becomes several lines, one per unit, only the first line has the
    /// requests, so that they are counted once.
    /// </summary>
    public long? Requests { get; init; }

    /// <summary>Gets the amount in <see cref="Currency"/>. Credits and refunds are negative.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Gets the currency as an ISO 4217 code in upper case, such as <c>USD</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>Gets the service tier as it appears on the bill, such as <c>batch</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Gets the region as it appears on the bill.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// Gets a value indicating whether <see cref="Model"/> or <see cref="Unit"/> was guessed from a name without a documented
    /// format, such as the name of an Azure meter.
    /// </summary>
    public bool IsGuess { get; init; }

    /// <summary>
    /// Gets the original JSON of the line, including unknown fields, or <see langword="null"/> if the line is the sum of several
    /// rows of a file.
    /// </summary>
    public string? Raw { get; init; }
}

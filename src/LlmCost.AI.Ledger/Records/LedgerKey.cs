namespace LlmCost.AI;

/// <summary>
/// The properties that calls with the same purpose, model and tier share. They are stored once for all these calls.
/// </summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record LedgerKey
{
    /// <inheritdoc cref="CostRecord.OperationName"/>
    public required string OperationName { get; init; }

    /// <inheritdoc cref="CostRecord.ProviderName"/>
    public string? ProviderName { get; init; }

    /// <inheritdoc cref="CostRecord.Account"/>
    public string? Account { get; init; }

    /// <inheritdoc cref="CostRecord.RequestModel"/>
    public string? RequestModel { get; init; }

    /// <inheritdoc cref="CostRecord.ResponseModel"/>
    public string? ResponseModel { get; init; }

    /// <inheritdoc cref="CostRecord.Feature"/>
    public string? Feature { get; init; }

    /// <inheritdoc cref="CostRecord.Region"/>
    public string? Region { get; init; }

    /// <inheritdoc cref="CostRecord.ServiceTier"/>
    public string? ServiceTier { get; init; }

    /// <inheritdoc cref="CostRecord.Speed"/>
    public string? Speed { get; init; }

    /// <inheritdoc cref="CostRecord.CacheMode"/>
    public string? CacheMode { get; init; }

    /// <summary>Gets the name of the model that responded, or the requested model if the response has no model name.</summary>
    public string? Model => ResponseModel ?? RequestModel;
}

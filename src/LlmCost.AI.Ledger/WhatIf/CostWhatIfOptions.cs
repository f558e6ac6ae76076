namespace LlmCost.AI;

/// <summary>Selects calls of a ledger, and the changes to apply to them.</summary>
/// <remarks>
/// To compare price lists or discounts, pass a meter with other options and leave these options unchanged.
/// Immutable and safe to use from any thread.
/// </remarks>
public sealed record CostWhatIfOptions
{
    /// <summary>Gets the period in which the calls started.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>Gets the filters, all of which apply. The default is empty.</summary>
    public IReadOnlyList<LedgerFilter> Filters { get; init; } = [];

    /// <summary>Gets the fields by which the result is grouped. The default is empty.</summary>
    public IReadOnlyList<LedgerField> By { get; init; } = [];

    /// <summary>Gets the model to compare with. The default is <see langword="null"/>: the model of each call.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Gets the OpenTelemetry name of the provider to compare with. The default is <see langword="null"/>: the provider of each
    /// call if it has a price for the model, otherwise the maker of the model.
    /// </summary>
    public string? Provider { get; init; }

    /// <summary>
    /// Gets the service tier to compare with, such as <c>batch</c>, <c>flex</c> or <c>default</c>. The default is
    /// <see langword="null"/>: the tier of each call. If the provider changes, only the tier <c>batch</c> is kept, because other
    /// tiers differ between providers.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// Gets the share of the text input of each call that is read from the prompt cache, from 0 to 1, instead of the actual
    /// share. It applies to prompts of 1,024 tokens or more, because providers do not cache shorter prompts. A share of 0 means
    /// no caching. The default is <see langword="null"/>: the actual share.
    /// </summary>
    public decimal? CacheReadShare { get; init; }

    /// <summary>
    /// Gets the share of the text input that is written to the prompt cache for its default lifetime, in addition to
    /// <see cref="CacheReadShare"/>. The default is 0.
    /// </summary>
    public decimal CacheWriteShare { get; init; }

    /// <summary>
    /// Gets the time for which prices are looked up. The default is <see langword="null"/>: the start of each call.
    /// </summary>
    public DateTimeOffset? PricesAt { get; init; }
}

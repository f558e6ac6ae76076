namespace LlmCost.AI;

/// <summary>Who answers the calls of a client.</summary>
/// <param name="state">The options by which it was told.</param>
/// <param name="providerName">The provider, in OpenTelemetry's names, or <see langword="null"/> where nothing tells.</param>
/// <param name="dialect">How its client counts.</param>
internal sealed class Answerer(MeteringSnapshot state, string? providerName, UsageDialect dialect)
{
    public MeteringSnapshot State { get; } = state;

    public string? ProviderName { get; } = providerName;

    public UsageDialect Dialect { get; } = dialect;

    /// <summary>The series that the last call added to, which are most often those of the next.</summary>
    public SeriesTags? LastSeries { get; set; }
}

namespace LlmCost.AI;

/// <summary>Who answers the calls of a client.</summary>
/// <param name="State">The options by which it was told.</param>
/// <param name="ProviderName">The provider, in OpenTelemetry's names, or <see langword="null"/> where nothing tells.</param>
/// <param name="Dialect">How its client counts.</param>
internal sealed record Answerer(MeteringState State, string? ProviderName, UsageDialect Dialect);

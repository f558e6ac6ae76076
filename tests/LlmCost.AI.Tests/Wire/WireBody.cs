namespace LlmCost.AI.Tests;

/// <summary>A recorded chat answer of a provider, with the expected result, computed by hand.</summary>
/// <param name="Model">The model that answers.</param>
/// <param name="Usage">The disjoint counts.</param>
/// <param name="Cost">The cost in USD, or <see langword="null"/> if the price is unknown.</param>
/// <param name="Reported">The counts that the real client reports: several for a stream that has several, or none.</param>
internal sealed record WireBody(string? Model, TokenUsage Usage, decimal? Cost, params Reported[] Reported)
{
    /// <summary>Gets the provider, if the loopback address does not identify it.</summary>
    public string? Provider { get; init; }

    public UsageSource Source { get; init; } = UsageSource.Reported;

    /// <summary>Gets the anomalies of the reported counts.</summary>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>Gets the type name of the exception that ends the answer, if any.</summary>
    public string? Error { get; init; }
}

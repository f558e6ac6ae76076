namespace LlmCost.AI.Tests;

/// <summary>A recorded chat response of a provider, with the expected result, computed by hand.</summary>
/// <param name="Model">The model that responds.</param>
/// <param name="Usage">The disjoint counts.</param>
/// <param name="Cost">The cost in USD, or <see langword="null"/> if the price is unknown.</param>
/// <param name="Reported">
/// The counts that the real client reports: none, one set, or several sets for a stream that reports usage several times.
/// </param>
internal sealed record WireBody(string? Model, TokenUsage Usage, decimal? Cost, params Reported[] Reported)
{
    /// <summary>Gets the provider if the loopback address does not identify the provider.</summary>
    public string? Provider { get; init; }

    public UsageSource Source { get; init; } = UsageSource.Reported;

    /// <summary>Gets the anomalies of the reported counts.</summary>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>Gets the type name of the exception that ends the response, if any.</summary>
    public string? Error { get; init; }
}

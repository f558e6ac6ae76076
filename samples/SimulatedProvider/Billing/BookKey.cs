namespace SimulatedProvider;

/// <summary>Identifies one entry of the provider's ledger.</summary>
/// <param name="Hour">The start of the hour in UTC in which the requests arrived.</param>
/// <param name="Provider">The provider name of the OpenTelemetry conventions.</param>
/// <param name="Operation">The operation, such as <c>chat</c> or <c>embeddings</c>.</param>
/// <param name="Account">The project (OpenAI) or workspace (Anthropic), or null for the default one.</param>
/// <param name="ApiKeyId">The id of the API key, or null if it is unknown.</param>
/// <param name="Model">The model that responded.</param>
/// <param name="ServiceTier">The service tier, such as <c>default</c>, <c>standard</c> or <c>batch</c>.</param>
public readonly record struct BookKey(
    DateTimeOffset Hour,
    string Provider,
    string Operation,
    string? Account,
    string? ApiKeyId,
    string Model,
    string ServiceTier)
{
    /// <summary>Gets the day in UTC.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Hour.UtcDateTime);
}

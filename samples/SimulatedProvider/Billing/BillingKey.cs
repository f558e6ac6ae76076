namespace SimulatedProvider;

/// <summary>Identifies one line of the ledger.</summary>
/// <param name="Provider">The provider name of the OpenTelemetry conventions, such as <c>azure.ai.openai</c>.</param>
/// <param name="Model">The model that responded, as a dated snapshot.</param>
/// <param name="TokenClass">The token class, such as <c>input_cache_read</c>.</param>
public readonly record struct BillingKey(string Provider, string Model, string TokenClass);

namespace SimulatedProvider;

/// <summary>One line of the ledger.</summary>
/// <param name="Provider">OpenTelemetry's name of the provider, such as <c>azure.ai.openai</c>.</param>
/// <param name="Model">The model that answered, as a dated snapshot.</param>
/// <param name="TokenClass">The token class, such as <c>input_cache_read</c>.</param>
public readonly record struct LedgerKey(string Provider, string Model, string TokenClass);

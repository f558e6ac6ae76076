namespace SimulatedProvider;

/// <summary>Represents a call that the provider bills.</summary>
public sealed record BilledCall
{
    /// <summary>Gets the provider name of the OpenTelemetry conventions.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the model that responded.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the time when the request arrived. The call is billed on the UTC day of this time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets the billed tokens.</summary>
    public required BilledTokens Tokens { get; init; }

    /// <summary>Gets the number of web searches by the provider's hosted tool. The default is 0.</summary>
    public long WebSearches { get; init; }

    /// <summary>
    /// Gets the operation. Calls with the operation <c>embeddings</c> are in a separate usage report. The default is <c>chat</c>.
    /// </summary>
    public string Operation { get; init; } = "chat";

    /// <summary>Gets the project (OpenAI) or workspace (Anthropic), or null for the default one.</summary>
    public string? Account { get; init; }

    /// <summary>Gets the id of the API key (not the key itself), or null if it is unknown.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>Gets the service tier, or null for the provider's standard tier. The tier <c>batch</c> costs half.</summary>
    public string? ServiceTier { get; init; }
}

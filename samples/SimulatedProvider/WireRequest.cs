namespace SimulatedProvider;

/// <summary>Represents a request, independently of the wire format.</summary>
/// <param name="Model">The requested model or deployment.</param>
/// <param name="Prompt">All text of the request.</param>
/// <param name="MaxOutputTokens">The requested maximum number of output tokens.</param>
/// <param name="Streaming">True if the client requests a stream.</param>
/// <param name="ReportsUsage">True if the response reports its token counts.</param>
internal sealed record WireRequest(string Model, string Prompt, long? MaxOutputTokens, bool Streaming, bool ReportsUsage = true);

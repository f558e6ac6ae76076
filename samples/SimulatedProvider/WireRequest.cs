namespace SimulatedProvider;

/// <summary>What the simulated provider reads from a request, in whatever format it came.</summary>
/// <param name="Model">The requested model or deployment.</param>
/// <param name="Prompt">All text of the request.</param>
/// <param name="MaxOutputTokens">The longest answer that the client allows.</param>
/// <param name="Streaming">Whether the answer is to be streamed.</param>
/// <param name="ReportsUsage">Whether the answer tells its token counts.</param>
internal sealed record WireRequest(string Model, string Prompt, long? MaxOutputTokens, bool Streaming, bool ReportsUsage = true);

namespace LlmCost.AI;

/// <summary>The known properties of a call before its response is read.</summary>
internal sealed record WireRequest
{
    /// <summary>Gets the OpenTelemetry name of the provider, or <see langword="null"/> if it is unknown.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the requested model, or <see langword="null"/> if it is unknown.</summary>
    public string? Model { get; init; }
}

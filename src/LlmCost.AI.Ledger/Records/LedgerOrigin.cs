namespace LlmCost.AI;

/// <summary>The process that made a call. It is stored once per process, not once per call.</summary>
public sealed record LedgerOrigin
{
    internal static readonly LedgerOrigin Unknown = new();

    /// <summary>Gets the name of the service (OpenTelemetry's resource attribute <c>service.name</c>).</summary>
    public string? Service { get; init; }

    /// <summary>Gets the environment (<c>deployment.environment.name</c>).</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the instance of the service (<c>service.instance.id</c>).</summary>
    public string? Instance { get; init; }

    /// <summary>Gets the version of the service (<c>service.version</c>).</summary>
    public string? Version { get; init; }
}

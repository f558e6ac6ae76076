namespace LlmCost.AI;

/// <summary>The process that made a call. It is stored once per process, not once per call.</summary>
public sealed record LedgerOrigin
{
    internal static readonly LedgerOrigin Unknown = new();

    /// <summary>Gets the name of the service, as <c>service.name</c> of OpenTelemetry's resources.</summary>
    public string? Service { get; init; }

    /// <summary>Gets the environment, as <c>deployment.environment.name</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the instance of the service, as <c>service.instance.id</c>.</summary>
    public string? Instance { get; init; }

    /// <summary>Gets the version of the service, as <c>service.version</c>.</summary>
    public string? Version { get; init; }
}

namespace LlmCost.AI;

/// <summary>The provider behind a client, resolved with the options in effect.</summary>
/// <param name="snapshot">The options in effect.</param>
/// <param name="provider">The provider.</param>
/// <param name="account">The account that the provider bills, or <see langword="null"/> if none is configured.</param>
/// <param name="dialect">The way in which the client counts tokens.</param>
/// <param name="target">The target of the calls, for telemetry.</param>
internal sealed class ResolvedProvider(
    MeteringSnapshot snapshot, ProviderIdentity provider, string? account, UsageDialect dialect, CallTarget target)
{
    public MeteringSnapshot Snapshot { get; } = snapshot;

    /// <summary>The OpenTelemetry name of the provider, or <see langword="null"/> if it is unknown.</summary>
    public string? ProviderName { get; } = provider.Name;

    /// <summary>True if <see cref="ProviderName"/> is a host whose provider is unknown.</summary>
    public bool IsUnknownHost { get; } = provider.IsUnknownHost;

    /// <summary>The region in the host name, or <see langword="null"/> if there is none.</summary>
    public string? Region { get; } = provider.Region;

    public string? Account { get; } = account;

    public UsageDialect Dialect { get; } = dialect;

    public CallTarget Target { get; } = target;
}

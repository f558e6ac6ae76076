namespace LlmCost.AI;

/// <summary>The provider behind a client, resolved with the options in effect.</summary>
/// <param name="snapshot">The options in effect.</param>
/// <param name="providerName">The OpenTelemetry name of the provider, or <see langword="null"/> if it is unknown.</param>
/// <param name="account">The account that the provider bills, or <see langword="null"/> if none is configured.</param>
/// <param name="dialect">The way in which the client counts tokens.</param>
/// <param name="target">The target of the calls, for telemetry.</param>
internal sealed class ResolvedProvider(
    MeteringSnapshot snapshot, string? providerName, string? account, UsageDialect dialect, CallTarget target)
{
    public MeteringSnapshot Snapshot { get; } = snapshot;

    public string? ProviderName { get; } = providerName;

    public string? Account { get; } = account;

    public UsageDialect Dialect { get; } = dialect;

    public CallTarget Target { get; } = target;
}

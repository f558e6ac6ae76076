namespace LlmCost.AI;

/// <summary>An immutable snapshot of the options in effect, except the options for prices.</summary>
internal sealed class MeteringSnapshot
{
    /// <summary>Creates a snapshot of valid options.</summary>
    public MeteringSnapshot(CostMeteringOptions options)
    {
        ProviderHosts = new HostMap(options.ProviderHosts);
        Accounts = new HostMap(options.Accounts);
        Telemetry = new TelemetrySettings(
            [.. options.MetricTags], options.MaxTagValues, options.RecordLogLevel, options.SemanticConventions);
    }

    /// <summary>The providers behind the hosts of gateways and proxies.</summary>
    public HostMap ProviderHosts { get; }

    /// <summary>The billed accounts, by host.</summary>
    public HostMap Accounts { get; }

    public TelemetrySettings Telemetry { get; }
}

namespace LlmCost.AI;

/// <summary>Represents options for the health check of cost metering.</summary>
/// <remarks>
/// The options are bound from the configuration section <c>LlmCost:HealthCheck</c>. They are validated and read once, at startup.
/// </remarks>
public sealed class LlmCostHealthCheckOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost:HealthCheck";

    /// <summary>Gets or sets the maximum age of the newest price list. The default is 60 days.</summary>
    public TimeSpan MaxPriceListAge { get; set; } = TimeSpan.FromDays(60);

    /// <summary>
    /// Gets or sets the maximum share of calls whose cost is unknown, from 0 to 1. The default is 0.05: 5 % of the calls.
    /// </summary>
    public double MaxUnpricedShare { get; set; } = 0.05;

    /// <summary>
    /// Gets or sets the minimum number of calls in the window, at least 1. With fewer calls, the share of unpriced calls is not
    /// checked. The default is 20.
    /// </summary>
    public int MinCalls { get; set; } = 20;

    /// <summary>
    /// Gets or sets the time over which calls and dropped records are counted, from 10 seconds to 1 day. The default is 5
    /// minutes.
    /// </summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the maximum age of a record that the ledger has not written yet. The default is 1 minute.</summary>
    public TimeSpan MaxLedgerLag { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets the maximum age of a record that has not been forwarded to the shared ledger yet. The default is 1 hour.
    /// </summary>
    public TimeSpan MaxLedgerForwardLag { get; set; } = TimeSpan.FromHours(1);
}

namespace LlmCost.AI.Load;

/// <summary>Represents the options of the load app, from the configuration section <c>Load</c>.</summary>
internal sealed class LoadOptions
{
    /// <summary>The maximum number of queued records of the ledger, which is low to limit the memory of the app.</summary>
    public const int LedgerQueueLength = 2_048;

    /// <summary>Gets or sets the number of calls per second. The default is 2,000.</summary>
    public int Rate { get; set; } = 2_000;

    /// <summary>Gets or sets the seed of the random calls. The default is 7.</summary>
    public int Seed { get; set; } = 7;

    /// <summary>Gets or sets the percentage of calls that the provider rejects. The default is 2.</summary>
    public int Errors { get; set; } = 2;

    /// <summary>Gets or sets the percentage of calls that time out. The default is 1.</summary>
    public int TimeOuts { get; set; } = 1;

    /// <summary>
    /// Gets or sets the percentage of calls whose connection is reset. Streams are interrupted halfway. The default is 2.
    /// </summary>
    public int Resets { get; set; } = 2;

    /// <summary>Gets or sets the percentage of calls that the caller cancels. The default is 2.</summary>
    public int Cancels { get; set; } = 2;

    /// <summary>
    /// Gets or sets the percentage of calls whose stream the caller stops reading before its end. The default is 3.
    /// </summary>
    public int Leaves { get; set; } = 3;

    /// <summary>
    /// Gets or sets the percentage of all calls that OpenAI's client makes over a real connection. The default is 2.
    /// </summary>
    public int Wire { get; set; } = 2;

    /// <summary>
    /// Gets or sets the price file that is repeatedly rewritten, sometimes with invalid content. By default, there is none.
    /// </summary>
    public string? PriceFile { get; set; }

    /// <summary>
    /// Gets or sets the interval at which the price file is rewritten and the configuration reloaded. The default is 100 ms.
    /// </summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Gets or sets a value indicating whether the app's clock jumps forward and backward every second. The default is false.
    /// </summary>
    public bool ClockJumps { get; set; }

    /// <summary>
    /// Gets or sets the folder for the last valid list of the provider's price feed. By default, there is no feed.
    /// </summary>
    public string? FeedDirectory { get; set; }

    /// <summary>
    /// Gets or sets the connection string of the Redis server that keeps the app's budgets. By default, the app has no budgets.
    /// </summary>
    public string? Redis { get; set; }

    /// <summary>Gets or sets the port of the dashboard. By default, there is no dashboard.</summary>
    public int? DashboardPort { get; set; }

    /// <summary>Gets or sets the folder of the app's ledger. Required.</summary>
    public string Ledger { get; set; } = "";

    /// <summary>
    /// Gets or sets a value indicating whether calls in progress are completed when the app stops. By default, they are canceled.
    /// </summary>
    public bool Drains { get; set; }

    /// <summary>Gets or sets the file to which totals are written every second and at every export. Required.</summary>
    public string Journal { get; set; } = "";

    /// <summary>Gets or sets the file to which the report is written when the app ends. Required.</summary>
    public string Report { get; set; } = "";
}

namespace LlmCost.AI;

/// <summary>Represents the options of the dashboard, from the configuration section <c>LlmCost:Dashboard</c>.</summary>
/// <remarks>The options are read once, at start.</remarks>
public sealed class LlmCostDashboardOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "LlmCost:Dashboard";

    /// <summary>Gets or sets the number of calls that are kept in detail, from 10 to 100,000. Default: 1,000.</summary>
    public int Calls { get; set; } = 1_000;

    /// <summary>
    /// Gets or sets the time for which sums are kept in memory, from 1 to 400 days. Default: 35 days. If the app has a ledger,
    /// the page also shows older calls and the calls of other processes.
    /// </summary>
    public TimeSpan History { get; set; } = TimeSpan.FromDays(35);

    /// <summary>
    /// Gets or sets the number of combinations of operation, provider, model, feature and tags that are counted separately, from
    /// 1 to 10,000. Further combinations are added up as <c>other</c>. Default: 500.
    /// </summary>
    public int MaxSeries { get; set; } = 500;

    /// <summary>
    /// Gets or sets the number of pages that are updated live, from 1 to 1,000. Further pages poll every five seconds.
    /// Default: 20.
    /// </summary>
    public int MaxStreams { get; set; } = 20;

    /// <summary>
    /// Gets the names of the tags to show with calls, in addition to those of <see cref="CostMeteringOptions.MetricTags"/>. These
    /// tags may contain user ids. By default, the list is empty.
    /// </summary>
    public IList<string> ShowTags { get; } = [];

    /// <summary>
    /// Gets or sets the URL of a trace, with <c>{traceId}</c> in place of its id, such as
    /// <c>https://jaeger.example/trace/{traceId}</c>. Default: <see langword="null"/>; the page has no links to traces.
    /// </summary>
    public string? TraceUrl { get; set; }

    /// <summary>
    /// Gets or sets the URL of the Grafana dashboards, which show all processes. Default: <see langword="null"/>; the page has no
    /// link to Grafana.
    /// </summary>
    public string? GrafanaUrl { get; set; }

    /// <summary>
    /// Gets or sets the local port on which the dashboard is available; other ports return 404. The port is that of the
    /// connection, not of the <c>Host</c> header, which clients can set to any value. This option only restricts access, and
    /// never grants it. Default: <see langword="null"/>; the dashboard is available on all ports of the app.
    /// </summary>
    public int? Port { get; set; }

    /// <summary>
    /// Gets or sets a secret of at least 24 characters. A browser that opens <c>/llmcost/?token=…</c> with this secret has
    /// access to the dashboard. Default: <see langword="null"/>; there is no secret. Store it with the other secrets of the app.
    /// </summary>
    public string? AccessToken { get; set; }
}

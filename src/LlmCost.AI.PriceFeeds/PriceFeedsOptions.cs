namespace LlmCost.AI;

/// <summary>Represents options for updating prices over the network.</summary>
/// <remarks>
/// The options are bound from the configuration section <c>LlmCost:Feeds</c>. They are validated and read once, at startup.
/// </remarks>
public sealed class PriceFeedsOptions
{
    /// <summary>The configuration section from which the options are bound.</summary>
    public const string SectionName = "LlmCost:Feeds";

    /// <summary>Gets the price lists. The default is empty.</summary>
    /// <remarks>
    /// If several lists contain a price, the first of them takes precedence. All lists take precedence over the embedded catalog.
    /// </remarks>
    public IList<PriceFeedOptions> Sources { get; } = [];

    /// <summary>
    /// Gets or sets the folder for the last valid lists and the accepted changes. The default is <c>llmcost/feeds</c> in the
    /// user's folder for local application data, or in the temporary folder if the user has none.
    /// </summary>
    public string Directory { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data
            ? data
            : Path.GetTempPath(),
        "llmcost",
        "feeds");

    /// <summary>
    /// Gets or sets the maximum size of a decompressed list in bytes, from 1,024 to 1 GiB. The default is 32 MiB.
    /// </summary>
    public int MaxBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Gets or sets the timeout of a download including its body and retries, from 1 second to 10 minutes. The default is 60
    /// seconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}

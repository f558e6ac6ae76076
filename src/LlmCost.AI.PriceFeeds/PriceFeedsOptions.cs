namespace LlmCost.AI;

/// <summary>Where fresh prices come from.</summary>
/// <remarks>Bound from the section <c>LlmCost:Feeds</c> of the configuration, and validated and read once, at start.</remarks>
public sealed class PriceFeedsOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost:Feeds";

    /// <summary>The lists. Earlier ones win over later ones, and all over the catalog of the package. Default: none.</summary>
    public IList<PriceFeedOptions> Sources { get; } = [];

    /// <summary>
    /// Where the last good lists and the accepted changes are kept. Default: <c>llmcost/feeds</c> in the user's folder for local application data, else in
    /// the folder for temporary files.
    /// </summary>
    public string Directory { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? data : Path.GetTempPath(), "llmcost", "feeds");

    /// <summary>The largest list that is read, in bytes, decompressed, from 1,024 to 1 GiB. Default: 32 MiB.</summary>
    public int MaxBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long one attempt to get a list may take, its body and retries included, from 1 second to 10 minutes. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A temporary Prometheus configuration file for scraping one app.</summary>
internal sealed class ScrapeConfig : IDisposable
{
    /// <summary>The value of the label <c>job</c> of all scraped series.</summary>
    public const string Job = "scraped";

    /// <summary>Writes the configuration.</summary>
    /// <param name="target">The address at which the app serves <c>/metrics</c>.</param>
    public ScrapeConfig(Uri target)
    {
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllText(Path, $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: {Job}
                static_configs:
                  - targets: ["{target.Authority}"]
            """);
    }

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}

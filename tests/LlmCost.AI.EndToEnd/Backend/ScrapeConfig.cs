namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A configuration of Prometheus that scrapes one application, in a file that lives as long as this object.</summary>
internal sealed class ScrapeConfig : IDisposable
{
    /// <summary>The label <c>job</c> of all that is scraped.</summary>
    public const string Job = "scraped";

    /// <summary>Writes the configuration.</summary>
    /// <param name="target">Where the application serves <c>/metrics</c>.</param>
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

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Load.Provider;

/// <summary>Rewrites a price file and reloads the configuration, again and again.</summary>
internal sealed class PriceFileChurn(IConfiguration configuration, IOptions<LoadOptions> options) : BackgroundService
{
    /// <summary>How often it has done so.</summary>
    public int Reloads { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.PriceFile is not { } path)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.ReloadInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Not renamed into place: a reader may see half of it, which is one of the faults.
                await File.WriteAllTextAsync(path, PriceLists.Versions[Reloads++ % PriceLists.Versions.Count], stoppingToken);
                ((IConfigurationRoot)configuration).Reload();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }
}

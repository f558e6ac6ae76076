using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Load.Provider;

/// <summary>Repeatedly rewrites a price file and reloads the configuration.</summary>
internal sealed class PriceFileChurn(IConfiguration configuration, IOptions<LoadOptions> options) : BackgroundService
{
    /// <summary>Gets the number of rewrites.</summary>
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
                // The file is not replaced atomically, so that readers also encounter incomplete files.
                await File.WriteAllTextAsync(path, PriceLists.Versions[Reloads++ % PriceLists.Versions.Count], stoppingToken);
                ((IConfigurationRoot)configuration).Reload();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app is stopping.
        }
    }
}

using Microsoft.Extensions.Hosting;

namespace LlmCost.AI;

/// <summary>Creates the tables when the app starts, and fails the start if they are of a later version.</summary>
internal sealed class PostgreSqlStartCheck(PostgreSqlDestination destination) : IHostedService
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            await destination.PrepareAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            // The app starts without the server. The forwarder tries again, and logs the error.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.Hosting;

namespace LlmCost.AI;

/// <summary>
/// Creates the tables when the app starts. If a later version of the package has changed them, the app fails to start.
/// </summary>
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
            // The app also starts if the server does not respond. The forwarder tries again, and logs the error.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

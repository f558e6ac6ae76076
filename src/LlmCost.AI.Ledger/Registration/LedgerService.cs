using Microsoft.Extensions.Hosting;

namespace LlmCost.AI;

/// <summary>Opens the ledger when the app starts, and writes the queued records when it stops.</summary>
internal sealed class LedgerService(LedgerWriter writer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => writer.FlushAsync(cancellationToken);
}

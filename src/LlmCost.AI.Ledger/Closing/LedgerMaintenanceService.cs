using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Closes and archives days and deletes old records in the background, in the file of this process and in files that no process
/// writes.
/// </summary>
internal sealed class LedgerMaintenanceService(
    LedgerWriter writer,
    IOptions<LedgerOptions> options,
    ILogger<LedgerMaintenanceService> log,
    TimeProvider? timeProvider = null)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private bool _isFailing;
    private HashSet<string> _faults = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, _timeProvider);
        try
        {
            do
            {
                // SQLite is synchronous.
                await Task.Run(() => RunAsync(stoppingToken), stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops. Without this catch, a host that is disposed without being stopped would log a failure.
        }
    }

    /// <summary>Closes, archives and deletes all days that are due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var faults = await CloseOwnAsync(cancellationToken).ConfigureAwait(false);
            foreach (var path in LedgerFolder.Files(options.Value.Path).Where(path => path != writer.Status.Path))
            {
                using var held = LedgerFolder.TryLock(path);
                if (held is not null)
                {
                    faults.AddRange(await CloseAsync(path, cancellationToken).ConfigureAwait(false));
                }
            }

            foreach (var fault in faults.Where(fault => !_faults.Contains(fault)))
            {
                LedgerLog.ArchiveFailed(log, fault);
            }

            (_isFailing, _faults) = (false, [.. faults]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_isFailing)
            {
                LedgerLog.MaintenanceFailed(log, e.Message);
            }

            _isFailing = true;
        }
    }

    private async Task<List<string>> CloseOwnAsync(CancellationToken cancellationToken)
    {
        await writer.DeletionLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CloseAsync(writer.Status.Path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writer.DeletionLock.Release();
        }
    }

    private async Task<List<string>> CloseAsync(string path, CancellationToken cancellationToken) =>
        (await new DayCloser(path, options.Value, _timeProvider).RunAsync(cancellationToken).ConfigureAwait(false)).Faults;
}

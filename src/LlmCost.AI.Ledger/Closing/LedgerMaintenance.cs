using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Closes days and deletes old records in the background: of this process's file, and of files that no process writes.
/// </summary>
internal sealed class LedgerMaintenance(
    LedgerWriter writer, IOptions<LedgerOptions> options, ILogger<LedgerMaintenance> log, TimeProvider? timeProvider = null)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, _timeProvider);
        do
        {
            // SQLite is synchronous.
            await Task.Run(() => Run(stoppingToken), stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private void Run(CancellationToken cancellationToken)
    {
        try
        {
            CloseOwn(cancellationToken);
            foreach (var path in LedgerFolder.Files(options.Value.Path).Where(path => path != writer.Status.Path))
            {
                using var held = LedgerFolder.TryLock(path);
                if (held is not null)
                {
                    Close(path, cancellationToken);
                }
            }

            _isFailing = false;
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

    private void CloseOwn(CancellationToken cancellationToken)
    {
        writer.DeletionLock.Wait(cancellationToken);
        try
        {
            Close(writer.Status.Path, cancellationToken);
        }
        finally
        {
            writer.DeletionLock.Release();
        }
    }

    private void Close(string path, CancellationToken cancellationToken) =>
        new DayCloser(path, options.Value.RetentionDays, _timeProvider).Run(cancellationToken);
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Forwards the file of this process, and files that no process writes, to the destination. The file itself serves as the outbox.
/// The stored position in the file advances only after the destination has committed a batch. Therefore a failure can repeat a
/// batch, but never lose one.
/// </summary>
internal sealed class LedgerForwarder : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_otherFilesInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromMinutes(1);

    private readonly LedgerWriter _writer;
    private readonly LedgerOptions _options;
    private readonly ILedgerDestination? _destination;
    private readonly ILogger _log;
    private readonly TimeProvider _timeProvider;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _oldest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _brokenFiles = new(StringComparer.Ordinal);
    private LedgerOutbox? _outbox;
    private DateTimeOffset _nextOtherFiles;
    private TimeSpan _retry;
    private long _calls;
    private volatile string? _fault;

    public LedgerForwarder(
        LedgerWriter writer,
        IOptions<LedgerOptions> options,
        IEnumerable<ILedgerDestination> destinations,
        IMeterFactory meterFactory,
        ILogger<LedgerForwarder> log,
        TimeProvider? timeProvider = null)
    {
        (_writer, _options, _log, _timeProvider) = (writer, options.Value, log, timeProvider ?? TimeProvider.System);
        var registered = destinations.ToList();
        if (registered.Count > 1)
        {
            throw new InvalidOperationException(
                $"The ledger can be forwarded to one destination, and {registered.Count} are registered: "
                    + $"{string.Join(", ", registered.Select(destination => destination.Name))}. Remove all but one.");
        }

        _destination = registered.FirstOrDefault();
        if (_destination is null)
        {
            return;
        }

        _writer.Forwarding = () => Status;
        meterFactory.Create(LlmCostTelemetry.MeterName).CreateObservableGauge(
            "llmcost.ledger.forward.lag", () => Lag.TotalSeconds, "s", "Age of the oldest call that is not forwarded yet.");
    }

    private LedgerForwardingStatus Status => new()
    {
        Destination = _destination!.Name,
        Calls = Interlocked.Read(ref _calls),
        Lag = Lag,
        Fault = _fault,
    };

    private TimeSpan Lag
    {
        get
        {
            var oldest = _oldest.Values.DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            return oldest < _timeProvider.GetUtcNow() ? _timeProvider.GetUtcNow() - oldest : TimeSpan.Zero;
        }
    }

    /// <summary>Forwards all waiting calls of the files, until the destination fails.</summary>
    /// <returns>The time to wait before the next attempt.</returns>
    public async Task<TimeSpan> ForwardAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ForwardOwnFileAsync(cancellationToken).ConfigureAwait(false);
            if (_timeProvider.GetUtcNow() >= _nextOtherFiles)
            {
                await ForwardOtherFilesAsync(cancellationToken).ConfigureAwait(false);
                _nextOtherFiles = _timeProvider.GetUtcNow() + s_otherFilesInterval;
            }

            OnForwarded();
            return s_interval;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return OnFailed(e);
        }
    }

    /// <summary>Forwards all calls that were metered before the app stops, within the host's shutdown timeout.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_destination is null || _fault is not null)
        {
            return;
        }

        try
        {
            await _writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            await ForwardAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The host's shutdown timeout has elapsed. Calls that are not confirmed stay in the file.
        }
    }

    public override void Dispose()
    {
        _outbox?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_destination is null)
        {
            return;
        }

        await Task.Yield();
        try
        {
            while (true)
            {
                var wait = await ForwardAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(wait, _timeProvider, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops. A destination may report the canceled batch with its own exception.
        }
    }

    private async Task ForwardOwnFileAsync(CancellationToken cancellationToken)
    {
        var path = _writer.Status.Path;
        _outbox ??= new LedgerOutbox(path, _destination!.Name);
        bool isMore;
        do
        {
            await _writer.DeletionLock.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                isMore = await ForwardBatchAsync(_outbox, path, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _writer.DeletionLock.Release();
            }
        }
        while (isMore);
    }

    private async Task ForwardOtherFilesAsync(CancellationToken cancellationToken)
    {
        var own = _writer.Status.Path;
        foreach (var path in LedgerFolder.Files(_options.Path).Where(path => path != own))
        {
            using var held = LedgerFolder.TryLock(path);
            if (held is null)
            {
                // The process that writes the file forwards it.
                _oldest.TryRemove(path, out _);
                continue;
            }

            try
            {
                using var outbox = new LedgerOutbox(path, _destination!.Name);
                while (await ForwardBatchAsync(outbox, path, cancellationToken).ConfigureAwait(false))
                {
                }
            }
            catch (Exception e) when (e is SqliteException or InvalidDataException)
            {
                if (_brokenFiles.Add(path))
                {
                    LedgerLog.FileNotForwarded(_log, path, e.Message);
                }
            }
        }
    }

    /// <summary>Forwards the next batch of a file.</summary>
    /// <returns>False if there is no further batch.</returns>
    private async Task<bool> ForwardBatchAsync(LedgerOutbox outbox, string path, CancellationToken cancellationToken)
    {
        if (outbox.Read() is not { } batch)
        {
            _oldest.TryRemove(path, out _);
            return false;
        }

        var calls = batch.Batch.Calls;
        if (calls.Count > 0)
        {
            _oldest[path] = calls[0].Timestamp + calls[0].Duration;
        }

        await _destination!.WriteAsync(batch.Batch, cancellationToken).ConfigureAwait(false);
        outbox.Confirm(batch);
        Interlocked.Add(ref _calls, calls.Count);
        return true;
    }

    private void OnForwarded()
    {
        _retry = TimeSpan.Zero;
        if (_fault is not null)
        {
            _fault = null;
            LedgerLog.ForwardingRecovered(_log, _destination!.Name);
        }
    }

    private TimeSpan OnFailed(Exception e)
    {
        if (_fault is null)
        {
            LedgerLog.ForwardingFailed(_log, _destination!.Name, e.Message);
        }

        _fault = e.Message;
        _retry = _retry == TimeSpan.Zero ? s_firstRetry : _retry * 2;
        _retry = _retry > s_lastRetry ? s_lastRetry : _retry;

        // The delay is random, because many processes can lose the same server at the same time.
        return _retry * (0.75 + (Random.Shared.NextDouble() / 4));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace LlmCost.AI;

/// <summary>Writes the record of every call to a SQLite file.</summary>
/// <remarks>
/// <para>
/// A call only adds its record to a queue. One thread writes the queued records in transactions. A process that is killed loses
/// the queued records: those of the last <see cref="LedgerOptions.FlushInterval"/>, or more if the disk is slow. Records that do
/// not fit into the queue are added to a <see cref="LedgerGap"/>, so that the stored calls and the gaps add up to the metrics.
/// </para>
/// <para>All members are thread-safe. <c>AddCostMetering().AddLedger()</c> registers the writer.</para>
/// </remarks>
public sealed class LedgerWriter : ICostObserver, IDisposable
{
    private const int MaxBatch = 1_000;
    private const int SqliteFull = raw.SQLITE_FULL;

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<CostRecord> _queue = new();
    private readonly Lock _gapLock = new();
    private readonly Dictionary<LedgerGapReason, GapSums> _gaps = [];
    private readonly ConcurrentQueue<TaskCompletionSource> _flushes = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<LedgerCall> _batch = new(MaxBatch);
    private readonly List<LedgerGap> _pendingGaps = [];
    private readonly LedgerCallConverter _converter;
    private readonly LedgerFile _file;
    private readonly FileStream _lock;
    private readonly LedgerMetrics _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _interval;
    private readonly int _capacity;
    private readonly Thread _thread;
    private readonly Meter? _ownMeter;
    private long _count;
    private long _records;
    private long _dropped;
    private long _fileSize;
    private long _oldestInBatch;
    private volatile bool _isStopping;
    private volatile string? _fault;
    private bool _isFullLogged;
    private LedgerGapReason _dropReason = LedgerGapReason.QueueFull;
    private TimeSpan _retry;

    /// <summary>Initializes a new instance of the <see cref="LedgerWriter"/> class and opens the file.</summary>
    /// <param name="options">The options.</param>
    /// <param name="metricTags">The tags to keep if <see cref="LedgerOptions.Tags"/> is empty.</param>
    /// <param name="services">
    /// The services that the writer uses, all of which are optional: an <see cref="IMeterFactory"/>, an
    /// <see cref="ILoggerFactory"/>, and a <see cref="System.TimeProvider"/>.
    /// </param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="options"/> or <paramref name="metricTags"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="OptionsValidationException">The options are not valid. The message lists all faults.</exception>
    /// <exception cref="InvalidDataException">The file is not a ledger, or is a ledger of another version.</exception>
    /// <exception cref="IOException">The folder can't be created or written. The message names it.</exception>
    public LedgerWriter(LedgerOptions options, IEnumerable<string> metricTags, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(metricTags);

        LedgerOptionsValidator.ThrowIfInvalid(options);
        _timeProvider = Service<TimeProvider>(services) ?? TimeProvider.System;
        _log = Service<ILoggerFactory>(services)?.CreateLogger<LedgerWriter>() ?? NullLogger<LedgerWriter>.Instance;
        _converter = new LedgerCallConverter(LedgerOrigins.Current(options, services), new TagFilter(options, metricTags));
        (_interval, _capacity) = (options.FlushInterval, options.QueueLength);
        (_file, _lock) = Open(options);
        _fileSize = _file.Length;
        var meter = Service<IMeterFactory>(services)?.Create(LlmCostTelemetry.MeterName)
            ?? (_ownMeter = new Meter(LlmCostTelemetry.MeterName));
        _metrics = new LedgerMetrics(
            meter, () => Interlocked.Read(ref _count), () => Lag.TotalSeconds, () => Interlocked.Read(ref _fileSize));
        LedgerLog.Opened(_log, _file.Path);
        _thread = new Thread(Run) { IsBackground = true, Name = "LlmCost.AI ledger" };
        _thread.Start();
    }

    /// <summary>Gets the state of the ledger.</summary>
    public LedgerStatus Status => new()
    {
        Path = _file.Path,
        QueueLength = Interlocked.Read(ref _count),
        Lag = Lag,
        Records = Interlocked.Read(ref _records),
        Dropped = Interlocked.Read(ref _dropped),
        Fault = _fault,
        Forwarding = Forwarding?.Invoke(),
    };

    /// <summary>Gets or sets the delegate that returns the state of forwarding.</summary>
    internal Func<LedgerForwardingStatus>? Forwarding { get; set; }

    /// <summary>
    /// Gets the lock that is held while calls of the file are deleted or forwarded, so that no call is counted twice.
    /// </summary>
    internal SemaphoreSlim DeletionLock { get; } = new(1, 1);

    private TimeSpan Lag => Oldest() is { } oldest && _timeProvider.GetUtcNow() - oldest is var lag && lag > TimeSpan.Zero
        ? lag
        : TimeSpan.Zero;

    /// <inheritdoc/>
    public void OnRecorded(CostRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        if (Interlocked.Increment(ref _count) <= _capacity && !_isStopping)
        {
            _queue.Enqueue(record);
            return;
        }

        Interlocked.Decrement(ref _count);
        Drop(record);
    }

    /// <summary>
    /// Waits until all records that were received before are written, for example before a function app is frozen.
    /// </summary>
    /// <param name="cancellationToken">A token that cancels the wait. The records stay in the queue.</param>
    /// <returns>A task that completes when the records are on disk. It does not complete while writing fails.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flushes.Enqueue(flush);
        if (_isStopping)
        {
            // If the thread has ended, its last batch contained all received records.
            _thread.Join();
            CompleteFlushes(_flushes.Count);
        }
        else
        {
            _wake.Set();
        }

        return flush.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes the queued records and closes the file. Records that arrive later are dropped and counted.</summary>
    public void Dispose()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        _wake.Set();
        _thread.Join();
        CompleteFlushes(_flushes.Count);
        _ownMeter?.Dispose();
        _file.Dispose();
        _lock.Dispose();
        _wake.Dispose();
        DeletionLock.Dispose();
    }

    private static T? Service<T>(IServiceProvider? services)
        where T : class => services?.GetService(typeof(T)) as T;

    private static (LedgerFile File, FileStream Lock) Open(LedgerOptions options)
    {
        FileStream? held = null;
        try
        {
            (var path, held) = LedgerFolder.LockFile(options.Path);
            return (new LedgerFile(path, options.FullSync, options.MaxFileBytes), held);
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException or IOException)
        {
            held?.Dispose();
            throw new IOException(
                $"The ledger in '{options.Path}' can't be opened: {e.Message} Set {LedgerOptions.SectionName}:Path to a folder "
                    + "on a local disk that the app can write to.",
                e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    private DateTimeOffset? Oldest() =>
        Interlocked.Read(ref _oldestInBatch) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : _queue.TryPeek(out var record) ? record.Timestamp + record.Duration
        : null;

    private void Drop(CostRecord record)
    {
        bool isFirst;
        LedgerGapReason reason;
        lock (_gapLock)
        {
            reason = _dropReason;
            if (!_gaps.TryGetValue(reason, out var sums))
            {
                _gaps.Add(reason, sums = new GapSums(reason));
            }

            sums.Add(record);
            isFirst = !_isFullLogged;
            _isFullLogged = true;
        }

        Interlocked.Increment(ref _dropped);
        _metrics.Dropped(reason);
        if (isFirst && reason is LedgerGapReason.QueueFull)
        {
            LedgerLog.QueueFull(_log);
        }
    }

    /// <summary>
    /// Writes the queued records until the writer is disposed. This is the body of the writer's thread, which survives any
    /// failure.
    /// </summary>
    private void Run()
    {
        while (true)
        {
            _wake.WaitOne(_retry > _interval ? _retry : _interval);
            var isLast = _isStopping;
            var flushes = _flushes.Count;
            try
            {
                WriteQueue();
                OnWritten();
                CompleteFlushes(flushes);
            }
            catch (Exception e)
            {
                OnFailed(e);
            }

            if (isLast)
            {
                ReportLost();
                return;
            }
        }
    }

    private void WriteQueue()
    {
        // Records that arrive after this point are written in the next interval; otherwise, a flush might never complete.
        var left = Interlocked.Read(ref _count);
        do
        {
            while (_batch.Count < MaxBatch && _queue.TryDequeue(out var record))
            {
                _batch.Add(_converter.Convert(record));
            }

            Interlocked.Exchange(ref _oldestInBatch, _batch.Count is 0 ? 0 : (_batch[0].Timestamp + _batch[0].Duration).UtcTicks);
            TakeGaps();
            if (_batch.Count is 0 && _pendingGaps.Count is 0)
            {
                return;
            }

            var start = Stopwatch.GetTimestamp();
            _file.Write(_batch, _pendingGaps);
            _metrics.Kept(_batch.Count, Stopwatch.GetElapsedTime(start));
            left -= _batch.Count;
            Interlocked.Add(ref _count, -_batch.Count);
            Interlocked.Add(ref _records, _batch.Count);
            _batch.Clear();
            Interlocked.Exchange(ref _oldestInBatch, 0);
            _pendingGaps.Clear();
        }
        while (left > 0);

        Interlocked.Exchange(ref _fileSize, _file.Length);
    }

    private void TakeGaps()
    {
        lock (_gapLock)
        {
            foreach (var sums in _gaps.Values)
            {
                if (sums.ToGap() is { } gap)
                {
                    _pendingGaps.Add(gap);
                }
            }

            _gaps.Clear();
        }
    }

    private void OnWritten()
    {
        _retry = TimeSpan.Zero;
        lock (_gapLock)
        {
            _dropReason = LedgerGapReason.QueueFull;
            _isFullLogged = false;
        }

        if (_fault is not null)
        {
            _fault = null;
            LedgerLog.Recovered(_log);
        }
    }

    private void OnFailed(Exception e)
    {
        var next = _retry == TimeSpan.Zero ? s_firstRetry : _retry * 2;
        _retry = (next > s_lastRetry ? s_lastRetry : next) * (0.75 + (Random.Shared.NextDouble() / 2));
        lock (_gapLock)
        {
            _dropReason = e is SqliteException { SqliteErrorCode: SqliteFull }
                ? LedgerGapReason.DiskFull
                : LedgerGapReason.WriteFailed;
        }

        if (_fault is null)
        {
            LedgerLog.Failed(_log, e.Message);
        }

        _fault = e.Message;
    }

    private void CompleteFlushes(int count)
    {
        for (var i = 0; i < count && _flushes.TryDequeue(out var flush); i++)
        {
            flush.TrySetResult();
        }
    }

    private void ReportLost()
    {
        var lost = new GapSums(LedgerGapReason.WriteFailed);
        foreach (var call in _batch)
        {
            lost.Add(call);
        }

        while (_queue.TryDequeue(out var record))
        {
            lost.Add(record);
        }

        TakeGaps();
        var calls = (lost.ToGap()?.Calls ?? 0) + _pendingGaps.Sum(gap => gap.Calls);
        if (calls > 0)
        {
            _metrics.Dropped(LedgerGapReason.WriteFailed, lost.ToGap()?.Calls ?? 0);
            LedgerLog.Lost(_log, calls, (lost.ToGap()?.Cost ?? 0) + _pendingGaps.Sum(gap => gap.Cost));
        }
    }
}

namespace LlmCost.AI;

/// <summary>Writes the changes of a file store to disk, in batches, on a dedicated thread.</summary>
/// <remarks>
/// A call only appends a record to a buffer. If the disk fails, the buffer is kept and written again each second. In the
/// meantime, reservations fail, so that the failure policy of the budgets applies. Settlements of calls in progress are still
/// accepted.
/// </remarks>
internal sealed class BudgetJournal : IDisposable
{
    /// <summary>The time that records wait for further records, so that they share one write.</summary>
    private static readonly TimeSpan s_groupDelay = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);

    private readonly BudgetFolder _folder;
    private readonly TimeProvider _timeProvider;
    private readonly BudgetJournalLimits _limits;
    private readonly Lock _lock = new();
    private readonly List<(long Position, TaskCompletionSource Written)> _waiting = [];
    private readonly AutoResetEvent _appended = new(false);
    private readonly ManualResetEvent _isStopping = new(false);
    private readonly Record _record;
    private readonly Thread _thread;

    // Records are appended to one buffer while the other buffer is written.
    private JournalEncoder _appending = new();
    private JournalEncoder _writing = new();
    private FileStream _file;
    private FileStream? _nextFile;
    private bool _isLastOfFile;
    private long _toReplace;
    private long _offset = BudgetFolder.HeaderLength;

    // The number of the file to which appended records belong. The buffer that is being written can belong to the previous file.
    private long _number;
    private int _lastCounter;
    private long _position;
    private volatile int _length;
    private volatile IOException? _failure;

    public BudgetJournal(BudgetFolder folder, long number, TimeProvider timeProvider, BudgetJournalLimits limits)
    {
        (_folder, _number, _timeProvider, _limits) = (folder, number, timeProvider, limits);
        _record = new(this);
        _file = folder.CreateJournal(number);
        _file.Flush(flushToDisk: true);
        _thread = new Thread(Run) { IsBackground = true, Name = "LlmCost.AI budget journal" };
        _thread.Start();
    }

    /// <summary>Throws if the disk has failed or is too slow. Commands call this method before they change anything.</summary>
    public void ThrowIfUnavailable()
    {
        if (_failure is { } failure)
        {
            throw new IOException($"The budget store '{_folder.Path}' can't be written: {failure.Message}", failure);
        }

        Throw(_length > _limits.MaxPending);
    }

    /// <summary>Throws if not even a settlement can be accepted.</summary>
    public void ThrowIfFull() => Throw(_length > 4L * _limits.MaxPending);

    /// <summary>Begins a record. Dispose the returned record to complete it.</summary>
    public Record Begin()
    {
        _lock.Enter();
        _appending.Begin();
        return _record;
    }

    public void Add(LedgerCounter counter, long bucket, long spent, long reserved, long floor) =>
        _appending.Change(NumberOf(counter), bucket, new(spent, reserved, floor));

    public void AddThreshold(LedgerCounter counter) => _appending.Reach(NumberOf(counter), counter.Reached);

    public void Add(BudgetIncrease increase) => _appending.Increase(increase);

    /// <summary>Returns a task that completes when all records that were appended so far are on disk.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            if (_length is 0)
            {
                return Task.CompletedTask;
            }

            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_position, written));
            return written.Task;
        }
    }

    /// <summary>Writes the remaining records.</summary>
    /// <exception cref="IOException">The remaining records could not be written.</exception>
    public void Dispose()
    {
        _isStopping.Set();
        _thread.Join();
        _file.Dispose();
        _nextFile?.Dispose();
        _appending.Dispose();
        _writing.Dispose();
        _appended.Dispose();
        _isStopping.Dispose();
        if (_length > 0)
        {
            ThrowIfUnavailable();
        }
    }

    private void Throw(bool isFull)
    {
        if (isFull)
        {
            throw new IOException($"The budget store '{_folder.Path}' can't be written fast enough: the disk is too slow.");
        }
    }

    private int NumberOf(LedgerCounter counter)
    {
        if (counter.JournalFile != _number)
        {
            (counter.JournalFile, counter.JournalNumber) = (_number, ++_lastCounter);
            _appending.Define(counter.JournalNumber, counter.Key, counter.WindowEnd);
        }

        return counter.JournalNumber;
    }

    private void End()
    {
        var before = _length;
        _appending.End();
        _length = _writing.Length + _appending.Length;
        _position += _length - before;
        _lock.Exit();
        if (before is 0 && _length > 0)
        {
            _appended.Set();
        }
    }

    private void Run()
    {
        WaitHandle[] any = [_isStopping, _appended];
        while (WaitHandle.WaitAny(any) is not 0)
        {
            _isStopping.WaitOne(s_groupDelay);
            while (_length > 0 || _failure is not null)
            {
                if (!TryWrite() && _isStopping.WaitOne(s_retryDelay))
                {
                    break;
                }
            }
        }

        // Writes the records that failed, and then the records that were appended in the meantime.
        for (var buffer = 0; buffer < 2 && _length > 0; buffer++)
        {
            TryWrite();
        }
    }

    /// <summary>
    /// Writes the appended records. If this fails, nothing is lost: the next attempt overwrites the incomplete write.
    /// </summary>
    private bool TryWrite()
    {
        try
        {
            if (_offset > _limits.MaxFileLength)
            {
                _nextFile ??= _folder.CreateJournal(_number + 1);
            }

            if (_writing.Length is 0)
            {
                TakeAppended();
            }

            RandomAccess.Write(_file.SafeFileHandle, _writing.Written.Span, _offset);
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
            lock (_lock)
            {
                _offset += _writing.Length;
                _writing.Clear();
                _length = _appending.Length;
                _failure = null;
                var written = _position - _length;
                _waiting.FindAll(waiting => waiting.Position <= written).ForEach(waiting => waiting.Written.SetResult());
                _waiting.RemoveAll(waiting => waiting.Position <= written);
            }

            if (_isLastOfFile)
            {
                _file.Dispose();
                (_file, _nextFile, _offset, _isLastOfFile) = (_nextFile!, null, BudgetFolder.HeaderLength, false);
                _toReplace = _number - 1;
            }

            if (_toReplace > 0)
            {
                var (state, last) = _folder.Read(_toReplace);
                state.RemoveEnded(_timeProvider.GetUtcNow());
                _folder.WriteSnapshot(state, last);
                _toReplace = 0;
            }
        }
        catch (Exception e)
        {
            // Reservations report the failure. An exception on this thread would end the process.
            Fail(e as IOException ?? new IOException(e.Message, e));
            return false;
        }

        return true;
    }

    private void TakeAppended()
    {
        lock (_lock)
        {
            (_appending, _writing) = (_writing, _appending);
            if (_nextFile is not null)
            {
                // Further records belong to the next file, which defines its counters again.
                (_number, _lastCounter, _isLastOfFile) = (_number + 1, 0, true);
            }
        }
    }

    private void Fail(IOException failure)
    {
        _failure = failure;
        lock (_lock)
        {
            _waiting.ForEach(waiting => waiting.Written.SetException(failure));
            _waiting.Clear();
        }
    }

    /// <summary>Represents a record that is being appended.</summary>
    public sealed class Record(BudgetJournal journal) : IDisposable
    {
        public void Dispose() => journal.End();
    }
}

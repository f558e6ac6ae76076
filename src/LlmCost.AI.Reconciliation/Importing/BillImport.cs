using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Imports bills from files: cloud exports, FOCUS data sets, and CSV files with a column map.</summary>
/// <remarks>
/// Equal rows are added up while they are read, so that memory use depends on the number of distinct lines, not on the size of
/// the files. Each day from the first to the last day of the delivery replaces the stored day. If the same rows are imported
/// again, in any order or split into other files, nothing changes. Rows that have vanished from the files vanish from the store.
/// A delivery is stored either as a whole or not at all, so that a part of a bill is never compared. An interrupted import of
/// several files continues with the first file that it has not read to its end, if it is repeated within seven days.
/// </remarks>
public static class BillImport
{
    /// <summary>
    /// The maximum number of faults that are listed, and the maximum number of unreadable rows per file that are stored.
    /// </summary>
    internal const int MaxFaults = 100;

    /// <summary>Reads a delivery of files, and stores its days.</summary>
    /// <param name="store">The store.</param>
    /// <param name="options">The format and the files.</param>
    /// <param name="cancellationToken">A token that cancels the operation. A canceled import stores nothing.</param>
    /// <returns>The numbers of rows and days that were read and stored, and the faults.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">A file does not exist or can't be opened, or a folder has no file of the format.</exception>
    public static Task<BillImportResult> RunAsync(
        BillStore store, BillImportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Format is BillFileFormat.Csv != options.Map is not null)
        {
            throw new ArgumentException(
                options.Map is null ? "The format Csv requires a column map." : "A column map is for the format Csv only.",
                nameof(options));
        }

        if (options.Paths.Count is 0)
        {
            throw new ArgumentException("The options contain no paths.", nameof(options));
        }

        try
        {
            options.Map?.Check();
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The column map is not valid: {e.Message}", nameof(options), e);
        }

        return new Run(store, options).RunAsync(cancellationToken);
    }

    /// <summary>The state of one import.</summary>
    private sealed class Run(BillStore store, BillImportOptions options)
    {
        private readonly BillTotals _totals = new();
        private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
        private readonly List<BillImportFault> _faults = [];
        private readonly List<string> _keys = [];
        private long _faultCount;
        private long _rows;
        private int _resumedFiles;
        private bool _isComplete = true;

        public async Task<BillImportResult> RunAsync(CancellationToken cancellationToken)
        {
            var found = BillFiles.Find(options);
            var unread = Unread(found);
            var files = found.Except(unread, StringComparer.Ordinal).ToList();
            var progress = new FileProgress(options.Progress, files);
            var isResumable = files.Count > 1 && !options.IsDryRun;
            foreach (var path in files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(isResumable
                    ? await ReadOnceAsync(path, progress, cancellationToken).ConfigureAwait(false)
                    : (await ReadAsync(path, progress, cancellationToken).ConfigureAwait(false)).File);
            }

            var buckets = _totals.Buckets(options.TimeProvider.GetUtcNow()).ToList();
            var isStored = _isComplete && !options.IsDryRun;
            var lines = buckets.SelectMany(bucket => bucket.Lines);
            var days = isStored
                ? store.Replace(buckets, cancellationToken).CountBy(change => change).ToDictionary()
                : new Dictionary<BillChange, int>();
            if (isStored)
            {
                store.ForgetRead(_keys);
            }

            return new BillImportResult
            {
                IsStored = isStored,
                Files = files.Count,
                ResumedFiles = _resumedFiles,
                UnreadFiles = unread,
                Rows = _rows,
                SkippedRows = _skipped,
                Lines = buckets.Sum(bucket => bucket.Lines.Count),
                OpaqueLines = lines.Count(line => line.Kind is BillLineKind.Usage && (line.Model is null || line.Unit is null)),
                FirstDay = buckets.Count is 0 ? null : buckets.Min(Day),
                LastDay = buckets.Count is 0 ? null : buckets.Max(Day),
                Amounts = Amounts(lines),
                Days = days,
                Faults = _faults,
                FaultCount = _faultCount,
            };
        }

        /// <summary>Returns the files to skip: files of earlier versions, and copies of other files.</summary>
        private List<string> Unread(IReadOnlyList<string> files)
        {
            List<string> earlier = [];
            if (options.Format is BillFileFormat.AwsCur or BillFileFormat.Focus)
            {
                try
                {
                    earlier = [.. AwsManifests.EarlierVersions(files)];
                }
                catch (BillFileException e)
                {
                    _isComplete = false;
                    _faults.Add(new BillImportFault { File = files[0], Message = e.Message, IsFatal = true });
                    _faultCount++;
                }
            }

            var copies = FileCopies.In(files.Except(earlier, StringComparer.Ordinal));
            return [.. earlier.Concat(copies).Order(StringComparer.Ordinal)];
        }

        private static DateOnly Day(BillBucket bucket) => DateOnly.FromDateTime(bucket.Start.UtcDateTime);

        private static SortedDictionary<string, decimal> Amounts(IEnumerable<BillLine> lines)
        {
            var amounts = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
            foreach (var currency in lines.Where(line => line.Currency is not null).GroupBy(line => line.Currency!))
            {
                var sum = default(BillSum);
                foreach (var line in currency)
                {
                    sum.Add(line.Amount);
                }

                amounts.Add(currency.Key, sum.Value ?? 0);
            }

            return amounts;
        }

        /// <summary>Reads a file, unless an interrupted import has read it to its end.</summary>
        private async Task<ReadFile> ReadOnceAsync(string path, FileProgress progress, CancellationToken cancellationToken)
        {
            var key = ReadFileKey.Of(path, options);
            _keys.Add(key);
            if (store.FindRead(key, options.TimeProvider.GetUtcNow()) is { } content)
            {
                _resumedFiles++;
                progress.OnRead(new FileInfo(path).Length);
                return JsonSerializer.Deserialize(content, ReadFileJson.Default.ReadFile)!;
            }

            var (file, isWhole) = await ReadAsync(path, progress, cancellationToken).ConfigureAwait(false);
            if (isWhole)
            {
                store.KeepRead(
                    key, JsonSerializer.Serialize(file, ReadFileJson.Default.ReadFile), options.TimeProvider.GetUtcNow());
            }

            return file;
        }

        private async Task<(ReadFile File, bool IsWhole)> ReadAsync(
            string path, FileProgress progress, CancellationToken cancellationToken)
        {
            var rows = new FileRows(path, options);
            BillFileReader? reader = null;
            try
            {
                reader = await BillFiles.OpenAsync(path, options.Map?.Separator ?? Separator, progress.OnRead, cancellationToken)
                    .ConfigureAwait(false);
                await rows.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
                return (rows.Content, true);
            }
            catch (BillFileException e)
            {
                _isComplete = false;
                rows.Add(new BillImportFault { File = path, Line = e.Line, Message = e.Message, IsFatal = true });
                return (rows.Content, false);
            }
            finally
            {
                if (reader is not null)
                {
                    await reader.DisposeAsync().ConfigureAwait(false);
                }
            }
        }

        private void Add(ReadFile file)
        {
            foreach (var scope in file.Scopes)
            {
                _totals.Add(scope);
            }

            foreach (var (service, rows) in file.SkippedRows)
            {
                _skipped[service] = _skipped.GetValueOrDefault(service) + rows;
            }

            // A truncated file is listed even if the list is full, because it is the reason why nothing is stored.
            var free = MaxFaults - _faults.Count;
            _faults.AddRange(file.Faults.Where((fault, index) => fault.IsFatal || index < free));
            _faultCount += file.FaultCount;
            _rows += file.Rows;
        }

        /// <summary>Returns the separator. Cloud exports use commas; files with a column map can use any separator.</summary>
        private char? Separator => options.Format is BillFileFormat.Csv ? null : ',';
    }

    /// <summary>Adds up the bytes that were read from all files.</summary>
    private sealed class FileProgress(IProgress<BillImportProgress>? progress, IReadOnlyList<string> files)
    {
        /// <summary>Reports progress after each MiB.</summary>
        private const long Step = 1 << 20;

        private readonly long _total = files.Sum(path => new FileInfo(path).Length);
        private long _read;
        private long _reported;

        public void OnRead(long bytes)
        {
            // Parts of a file, such as a footer, can be read twice, so the sum is limited to the size of the file.
            _read = Math.Min(_read + bytes, _total);
            if (_read - _reported >= Step || _read == _total)
            {
                _reported = _read;
                progress?.Report(new BillImportProgress { BytesRead = _read, TotalBytes = _total });
            }
        }
    }
}

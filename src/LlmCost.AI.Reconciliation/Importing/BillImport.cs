using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Imports bills from files: cloud exports, FOCUS data sets, and CSV files with a column map.</summary>
/// <remarks>
/// Equal rows are added up while they are read, so that memory use depends on the number of different lines, not on the size of
/// the files. Each day from the first to the last day of the delivery replaces the stored day. If the same rows are imported
/// again, in any order or split into other files, nothing changes. Rows that have vanished from the files vanish from the store.
/// A delivery is stored either as a whole or not at all, so that an interrupted import can simply be repeated.
/// </remarks>
public static class BillImport
{
    /// <summary>The meter of rows that can't be read. These rows are stored unchanged, without an amount.</summary>
    private const string UnreadableMeter = "unreadable row";

    private const int MaxFaults = 100;

    /// <summary>Reads a delivery, and stores its days.</summary>
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
        private long _faultCount;
        private long _rows;
        private bool _isComplete = true;

        public async Task<BillImportResult> RunAsync(CancellationToken cancellationToken)
        {
            var found = BillFiles.Find(options);
            var unread = Unread(found);
            var files = found.Except(unread, StringComparer.Ordinal).ToList();
            var progress = new FileProgress(options.Progress, files);
            foreach (var path in files)
            {
                await ReadAsync(path, progress, cancellationToken).ConfigureAwait(false);
            }

            var buckets = _totals.Buckets(options.TimeProvider.GetUtcNow()).ToList();
            var isStored = _isComplete && !options.IsDryRun;
            var lines = buckets.SelectMany(bucket => bucket.Lines);
            return new BillImportResult
            {
                IsStored = isStored,
                Files = files.Count,
                UnreadFiles = unread,
                Rows = _rows,
                SkippedRows = _skipped,
                Lines = buckets.Sum(bucket => bucket.Lines.Count),
                OpaqueLines = lines.Count(line => line.Kind is BillLineKind.Usage && (line.Model is null || line.Unit is null)),
                FirstDay = buckets.Count is 0 ? null : buckets.Min(Day),
                LastDay = buckets.Count is 0 ? null : buckets.Max(Day),
                Amounts = Amounts(lines),
                Days = isStored
                    ? store.Replace(buckets, cancellationToken).CountBy(change => change).ToDictionary()
                    : new Dictionary<BillChange, int>(),
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
                    Add(new BillImportFault { File = files[0], Message = e.Message, IsFatal = true });
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

        private async Task ReadAsync(string path, FileProgress progress, CancellationToken cancellationToken)
        {
            BillFileReader? reader = null;
            try
            {
                reader = await BillFiles.OpenAsync(path, options.Map?.Separator ?? Separator, progress.OnRead, cancellationToken)
                    .ConfigureAwait(false);
                await ReadAsync(path, reader, cancellationToken).ConfigureAwait(false);
            }
            catch (BillFileException e)
            {
                _isComplete = false;
                Add(new BillImportFault { File = path, Line = e.Line, Message = e.Message, IsFatal = true });
            }
            finally
            {
                if (reader is not null)
                {
                    await reader.DisposeAsync().ConfigureAwait(false);
                }
            }
        }

        /// <summary>Returns the separator. Cloud exports use commas; files with a column map can use any separator.</summary>
        private char? Separator => options.Format is BillFileFormat.Csv ? null : ',';

        private async Task ReadAsync(string path, BillFileReader reader, CancellationToken cancellationToken)
        {
            BillMapper mapper = options.Format switch
            {
                BillFileFormat.AwsCur => new AwsBills(reader),
                BillFileFormat.Gcp => new GcpBills(reader),
                BillFileFormat.Azure => new AzureBills(reader),
                BillFileFormat.Focus => new FocusBills(reader),
                _ => new CsvBills(reader, options.Map!),
            };
            while (true)
            {
                try
                {
                    if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        return;
                    }

                    Map(path, reader, mapper);
                    _rows++;
                }
                catch (BillRowException e)
                {
                    _rows++;
                    Add(new BillImportFault { File = path, Line = reader.Line, Message = e.Message });
                }
            }
        }

        private void Map(string path, BillFileReader reader, BillMapper mapper)
        {
            var day = mapper.Day();
            var scope = new BillScope(mapper.Source, options.Scope ?? mapper.Scope ?? "", mapper.Basis);
            _totals.Cover(scope, day);
            if (!options.IncludesAllServices && !mapper.IsAI)
            {
                _skipped[mapper.Service] = _skipped.GetValueOrDefault(mapper.Service) + 1;
                return;
            }

            try
            {
                foreach (var line in mapper.Lines())
                {
                    _totals.Add(scope, day, line);
                }
            }
            catch (Exception e) when (e is BillRowException or OverflowException)
            {
                if (_faultCount < MaxFaults)
                {
                    _totals.Add(scope, day, Unreadable(mapper.Provider, reader));
                }

                Add(new BillImportFault { File = path, Line = reader.Line, Message = e.Message });
            }
        }

        private static BillLine Unreadable(string provider, BillFileReader reader)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                foreach (var (name, text) in reader.Raw)
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            return new BillLine
            {
                Kind = BillLineKind.Unknown,
                Meter = UnreadableMeter,
                Provider = provider,
                Raw = System.Text.Encoding.UTF8.GetString(stream.ToArray()),
            };
        }

        private void Add(BillImportFault fault)
        {
            _faultCount++;

            // A truncated file is always listed, because it is the reason why nothing is stored.
            if (_faults.Count < MaxFaults || fault.IsFatal)
            {
                _faults.Add(fault);
            }
        }
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

using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Reads one file of a ledger, in its state at the creation of the reader.</summary>
internal sealed class LedgerFileReader : IDisposable
{
    private static readonly long s_hour = TimeSpan.TicksPerHour / TimeSpan.TicksPerMicrosecond;

    private readonly LedgerSnapshot _snapshot;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<long, LedgerOrigin> _origins;
    private readonly Dictionary<long, LedgerKey> _keys;
    private readonly Dictionary<long, LedgerResult> _results;
    private readonly Dictionary<long, LedgerPrice> _prices;
    private readonly Dictionary<DateOnly, DayState> _days;
    private readonly HashSet<DateOnly> _replacedDays;

    private LedgerFileReader(LedgerSnapshot snapshot)
    {
        (_snapshot, _connection) = (snapshot, snapshot.Connections[0]);
        _origins = LedgerRows.Origins(_connection);
        _keys = LedgerRows.Keys(_connection);
        _results = LedgerRows.Results(_connection);
        _prices = LedgerRows.Prices(_connection);
        _days = DayState.Read(_connection);
        _replacedDays = DayState.ReadReplaced(_connection);
    }

    /// <summary>
    /// Gets the start of the first call, or of the first day with sums; <see langword="null"/> if there is none.
    /// </summary>
    public DateTimeOffset? Start
    {
        get
        {
            var first = _connection.Number("SELECT ifnull(min(occurred_at), -1) FROM call");
            DateTimeOffset? call = first < 0 ? null : LedgerTime.FromMicroseconds(first);
            DateTimeOffset? day = _days.Count is 0
                ? null
                : LedgerTime.FromMicroseconds(LedgerTime.ToMicroseconds(_days.Keys.Min()));
            return call < day || day is null ? call : _days[LedgerTime.DayOf(day.Value)].IsPurged ? day : call;
        }
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="connections">The maximum number of connections that add up calls in parallel.</param>
    /// <returns>The reader, or <see langword="null"/> if nothing has been written to the file yet.</returns>
    public static LedgerFileReader? TryOpen(string path, int connections = 1) =>
        LedgerSnapshot.TryOpen(path, connections) is { } snapshot ? new LedgerFileReader(snapshot) : null;

    /// <summary>Gets the sequence number of the last call that was written.</summary>
    public long NewestSeq => _connection.Number("SELECT ifnull(max(seq), 0) FROM call");

    /// <summary>Adds up calls or charges.</summary>
    /// <param name="query">The query.</param>
    /// <param name="deleted">
    /// Receives the parts of the period that can't be added up, because their records are deleted from the database.
    /// </param>
    public List<LedgerTotal> Totals(LedgerTotalsQuery query, ICollection<LedgerPart> deleted)
    {
        var totals = new List<LedgerTotal>();
        var (start, end) = Range(query.Period);
        var (scanFrom, scanTo) = (start, start);
        foreach (var day in WholeDays(start, end))
        {
            if (query.ByHour || query.ByTags || !_days.TryGetValue(day, out var state) || (state.IsDirty && !state.IsPurged))
            {
                continue;
            }

            var midnight = LedgerTime.ToMicroseconds(day);
            Scan(scanFrom, midnight);
            AddDay(day);
            scanFrom = midnight + LedgerTime.MicrosecondsPerDay;
        }

        Scan(scanFrom, end);
        return totals;

        void Scan(long from, long to)
        {
            foreach (var part in Parts(from, to))
            {
                if (part.Deleted is not null)
                {
                    deleted.Add(part);
                    continue;
                }

                totals.AddRange(Sums(query, part).SelectMany(groups => groups.Select(group => Total(group.Key, group.Value))));
                totals.AddRange(Forgotten(query, part));
            }
        }

        void AddDay(DateOnly day)
        {
            foreach (var (group, sums) in query.ByPrice ? ChargesOf(day) : CallsOf(day))
            {
                totals.Add(Total(group, sums));
            }
        }
    }

    private Dictionary<CallGroup, CallSums>[] Sums(LedgerTotalsQuery query, LedgerPart part)
    {
        var slices = CallSlice.Of(_connection, part.From, part.To).Split(_snapshot.Connections.Count);
        var scans = slices.Zip(_snapshot.Connections, (slice, connection) => Task.Run(() => query.ByPrice
            ? CallScan.Charges(connection, slice, Bucket(query), query.ByTags)
            : CallScan.Calls(connection, slice, Bucket(query), query.ByTags)));
        return Task.WhenAll(scans).GetAwaiter().GetResult();
    }

    /// <summary>Returns the sums of calls that were deleted at a user's request.</summary>
    public IEnumerable<LedgerTotal> Forgotten(LedgerTotalsQuery query, LedgerPart part)
    {
        var groups = new Dictionary<CallGroup, CallSums>();
        if (query.ByPrice)
        {
            ForgottenSums.AddCharges(_connection, part.From, part.To, Bucket(query), groups);
        }
        else
        {
            ForgottenSums.AddCalls(_connection, part.From, part.To, Bucket(query), groups);
        }

        return groups.Select(group => Total(group.Key, group.Value));
    }

    /// <summary>Returns the parts of a period in order: the days whose records are deleted, and the parts between them.</summary>
    public IEnumerable<LedgerPart> Parts(LedgerPeriod period)
    {
        var (from, to) = Range(period);
        return Parts(from, to);
    }

    /// <summary>
    /// Returns the archive files of a day whose records are deleted from the database, or <see langword="null"/> if there are
    /// none.
    /// </summary>
    public ArchiveFiles? Archived(DateOnly day, ArchiveFolder? archive)
    {
        if (archive is null || _days.GetValueOrDefault(day)?.Archive is not { } name)
        {
            return null;
        }

        var files = archive.Files(day, name);
        files = _replacedDays.Contains(day) ? files.Current() : files;
        return files.Exist ? files : null;
    }

    public IEnumerable<LedgerCall> Calls(LedgerPart part) => Calls(
        "WHERE occurred_at >= $from AND occurred_at < $to ORDER BY occurred_at, seq, position",
        ("$from", part.From),
        ("$to", part.To));

    public LedgerCall? Find(Guid id) => Calls("WHERE id = $id ORDER BY position", ("$id", id.ToByteArray(bigEndian: true)))
        .FirstOrDefault();

    /// <summary>Returns the calls with a response id. This method reads all calls.</summary>
    /// <remarks>
    /// There is no index, because response ids are random: in a large file, each id would change another page of the index, which
    /// costs many times as much as writing the call itself.
    /// </remarks>
    public IEnumerable<LedgerCall> FindAll(string responseId) => Calls(
        """
        WHERE seq IN (SELECT seq FROM call NOT INDEXED WHERE response_id = $id) ORDER BY occurred_at, seq, position
        """,
        ("$id", responseId));

    /// <summary>Gets the days whose records are deleted from the database.</summary>
    public IEnumerable<DateOnly> Purged => _days.Where(day => day.Value.IsPurged).Select(day => day.Key).Order();

    public IEnumerable<LedgerGap> Gaps(LedgerPeriod period)
    {
        var (from, to) = Range(period);
        return Gaps("FROM gap WHERE start_time < $to AND end_time >= $from", ("$from", from), ("$to", to))
            .Select(row => row.Gap);
    }

    /// <summary>Returns the gaps that were written after a given gap, in the order in which they were written.</summary>
    public IEnumerable<(LedgerGap Gap, long Seq)> GapsAfter(long seq, int count) =>
        Gaps("FROM gap WHERE seq > $seq ORDER BY seq LIMIT $count", ("$seq", seq), ("$count", count));

    /// <summary>Returns the sums of the calls that were deleted before they were forwarded to a destination.</summary>
    public IEnumerable<(LedgerGap Gap, long Seq)> GapsToForward(string destination, int count) => Gaps(
        "FROM outbox_gap WHERE destination = $destination ORDER BY seq LIMIT $count",
        ("$destination", destination),
        ("$count", count));

    /// <summary>Returns the calls that were written after a given call, in the order in which they were written.</summary>
    public IEnumerable<LedgerCall> CallsAfter(long seq, long lastSeq) => Calls(
        "WHERE seq > $after AND seq <= $last ORDER BY seq, position", ("$after", seq), ("$last", lastSeq));

    /// <summary>
    /// Returns the sequence number of the last call in the batch that follows a given call, or 0 if there are no more calls.
    /// </summary>
    public long LastSeq(long seq, int count)
    {
        using var command = Command(
            "SELECT ifnull(max(seq), 0) FROM (SELECT seq FROM call WHERE seq > $seq ORDER BY seq LIMIT $count)",
            ("$seq", seq),
            ("$count", count));
        return (long)command.ExecuteScalar()!;
    }

    public IEnumerable<DateOnly> PurgedDays(LedgerPeriod period)
    {
        var (first, last) = (LedgerTime.DayOf(period.Start), LedgerTime.DayOf(period.End.AddTicks(-1)));
        return Purged.Where(day => day >= first && day <= last);
    }

    public void Dispose()
    {
        _snapshot.Dispose();
    }

    private static long Bucket(LedgerTotalsQuery query) => query.ByHour ? s_hour : LedgerTime.MicrosecondsPerDay;

    private IEnumerable<LedgerPart> Parts(long from, long to)
    {
        foreach (var day in Purged)
        {
            var midnight = LedgerTime.ToMicroseconds(day);
            var end = midnight + LedgerTime.MicrosecondsPerDay;
            if (end <= from || midnight >= to)
            {
                continue;
            }

            if (from < midnight)
            {
                yield return new LedgerPart(from, midnight, null);
            }

            yield return new LedgerPart(Math.Max(from, midnight), Math.Min(to, end), day);
            from = end;
        }

        if (from < to)
        {
            yield return new LedgerPart(from, to, null);
        }
    }

    private static (long Start, long End) Range(LedgerPeriod period) =>
        (LedgerTime.ToMicroseconds(period.Start), LedgerTime.ToMicroseconds(period.End));

    /// <summary>Returns the whole days of a period.</summary>
    private static IEnumerable<DateOnly> WholeDays(long start, long end)
    {
        var day = LedgerTime.DayOf(LedgerTime.FromMicroseconds(start + LedgerTime.MicrosecondsPerDay - 1));
        for (; LedgerTime.ToMicroseconds(day) + LedgerTime.MicrosecondsPerDay <= end; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    /// <summary>Returns the sums of the calls of a closed day.</summary>
    public IEnumerable<(CallGroup Group, CallSums Sums)> CallsOf(DateOnly day)
    {
        using var command = Command(
            """
            SELECT origin_id, key_id, result_id, calls, duration_us, input_tokens, output_tokens, cost, list_cost, crossing_cost
            FROM call_day WHERE day = $day
            """,
            ("$day", LedgerTime.Format(day)));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return (
                new CallGroup(LedgerTime.ToMicroseconds(day), row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
                new CallSums
                {
                    Calls = row.GetInt64(3),
                    Duration = row.GetInt64(4),
                    InputTokens = row.GetInt64(5),
                    OutputTokens = row.GetInt64(6),
                    Cost = MoneyText.Parse(row.GetString(7)),
                    ListCost = MoneyText.Parse(row.GetString(8)),
                    CrossingCost = MoneyText.Parse(row.GetString(9)),
                });
        }
    }

    /// <summary>Returns the sums of the charges of a closed day.</summary>
    public IEnumerable<(CallGroup Group, CallSums Sums)> ChargesOf(DateOnly day)
    {
        using var command = Command(
            """
            SELECT origin_id, key_id, result_id, price_id, calls, quantity, cost, list_cost FROM charge_day WHERE day = $day
            """,
            ("$day", LedgerTime.Format(day)));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return (
                new CallGroup(
                    LedgerTime.ToMicroseconds(day), row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
                new CallSums
                {
                    Calls = row.GetInt64(4),
                    Quantity = MoneyText.Parse(row.GetString(5)),
                    Cost = LedgerRows.Amount(row, 6),
                    ListCost = LedgerRows.Amount(row, 7),
                });
        }
    }

    private LedgerTotal Total(in CallGroup group, CallSums sums) => new()
    {
        Start = LedgerTime.FromMicroseconds(group.Start),
        Origin = _origins[group.OriginId],
        Key = _keys[group.KeyId],
        Result = _results[group.ResultId],
        Tags = Tags(group.Tags),
        Price = group.PriceId is 0 ? null : _prices[group.PriceId],
        Calls = sums.Calls,
        Duration = TimeSpan.FromMicroseconds(sums.Duration),
        InputTokens = sums.InputTokens,
        OutputTokens = sums.OutputTokens,
        Quantity = sums.Quantity,
        Cost = sums.Cost ?? 0,
        ListCost = sums.ListCost ?? 0,
        CrossingCost = sums.CrossingCost,
    };

    private IEnumerable<LedgerCall> Calls(string condition, params (string Name, object Value)[] parameters)
    {
        using var command = Command(
            $"""
            SELECT seq, id, occurred_at, duration_us, origin_id, key_id, result_id, input_tokens, output_tokens, call.cost,
                call.list_cost, response_id, request_id, attempts, possibly_billed_cost, tags, price_id, quantity, charge.cost,
                charge.list_cost
            FROM call LEFT JOIN charge ON call_seq = seq {condition}
            """,
            parameters);
        using var row = command.ExecuteReader();
        var charges = new List<LedgerCharge>();
        LedgerCall? call = null;
        var seq = 0L;
        while (row.Read())
        {
            if (call is null || row.GetInt64(0) != seq)
            {
                if (call is not null)
                {
                    yield return call with { Charges = [.. charges] };
                }

                charges.Clear();
                (seq, call) = (row.GetInt64(0), Call(row));
            }

            if (!row.IsDBNull(16))
            {
                charges.Add(new LedgerCharge
                {
                    Price = _prices[row.GetInt64(16)],
                    Quantity = MoneyText.Parse(row.GetString(17)),
                    Cost = LedgerRows.Amount(row, 18),
                    ListCost = LedgerRows.Amount(row, 19),
                });
            }
        }

        if (call is not null)
        {
            yield return call with { Charges = [.. charges] };
        }
    }

    private IEnumerable<(LedgerGap Gap, long Seq)> Gaps(string condition, params (string Name, object Value)[] parameters)
    {
        using var command = Command($"SELECT {LedgerColumns.Gap}, seq {condition}", parameters);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return (LedgerRows.Gap(row), row.GetInt64(10));
        }
    }

    private LedgerCall Call(SqliteDataReader row) => new()
    {
        Id = new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true),
        Timestamp = LedgerTime.FromMicroseconds(row.GetInt64(2)),
        Duration = TimeSpan.FromMicroseconds(row.GetInt64(3)),
        Origin = _origins[row.GetInt64(4)],
        Key = _keys[row.GetInt64(5)],
        Result = _results[row.GetInt64(6)],
        InputTokens = row.GetInt64(7),
        OutputTokens = row.GetInt64(8),
        Cost = LedgerRows.Amount(row, 9),
        ListCost = LedgerRows.Amount(row, 10),
        ResponseId = LedgerColumns.Text(row, 11),
        RequestId = LedgerColumns.Text(row, 12),
        Attempts = row.IsDBNull(13) ? 0 : row.GetInt32(13),
        PossiblyBilledCost = LedgerRows.Amount(row, 14),
        Tags = Tags(LedgerColumns.Text(row, 15)),
    };

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static KeyValuePair<string, string>[] Tags(string? json) => json is null
        ? []
        : [.. JsonSerializer.Deserialize(json, LedgerJson.Default.DictionaryStringString) ?? []];
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Stores the bills of all sources in a SQLite file.</summary>
/// <remarks>
/// This type is thread-safe, and several processes can use the same file. Its methods are synchronous, because SQLite is
/// synchronous.
/// </remarks>
public sealed class BillStore : IDisposable
{
    private const string MonthFormat = "yyyy-MM";

    private static readonly TimeSpan s_keepRead = TimeSpan.FromDays(7);

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private BillStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a file, and creates the file and its folder if they do not exist.</summary>
    /// <param name="path">The path of the file, such as <c>data/bills.db</c>.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file can't be opened or written.</exception>
    /// <exception cref="InvalidDataException">The file is not a file of bills, or is of another version.</exception>
    public static BillStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return new BillStore(BillDatabase.Open(path));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 26)
        {
            throw new InvalidDataException(
                $"'{path}' is not a file of bills. Choose another path, or move the file away.", e);
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException)
        {
            throw new IOException($"The file of bills '{path}' can't be opened: {e.Message}", e);
        }
    }

    /// <summary>Stores a bucket. It replaces the buckets of the same source, scope and basis that begin in its period.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <returns>The change. The order of the lines does not matter.</returns>
    /// <exception cref="ArgumentException">The bucket ends before it begins.</exception>
    public BillChange Replace(BillBucket bucket)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        return Replace([bucket], CancellationToken.None)[0];
    }

    /// <summary>Stores several buckets, or none of them if an exception is thrown.</summary>
    /// <returns>The effect of storing each bucket.</returns>
    internal IReadOnlyList<BillChange> Replace(IReadOnlyList<BillBucket> buckets, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            var changes = new List<BillChange>(buckets.Count);
            foreach (var bucket in buckets)
            {
                cancellationToken.ThrowIfCancellationRequested();
                changes.Add(ReplaceInTransaction(bucket));
            }

            transaction.Commit();
            return changes;
        }
    }

    /// <summary>
    /// Reads the buckets that begin in a period. By default, the buckets of a closed month are those that were stored when the
    /// month was closed.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <param name="asClosed">
    /// <see langword="true"/> to read each closed month as it was when it was closed; <see langword="false"/> for the latest
    /// observation.
    /// </param>
    /// <returns>The buckets, ordered by source, scope, basis and start.</returns>
    public IReadOnlyList<BillBucket> Read(LedgerPeriod period, bool asClosed = true)
    {
        const string Current = """
            b.closed_month IS NULL AND ($3 = 0 OR strftime('%Y-%m', b.start, 'unixepoch') NOT IN (SELECT month FROM closed_month))
            """;
        lock (_lock)
        {
            using var command = _connection.Command(
                $"""
                SELECT b.id, b.source, b.scope, b.basis, b.start, b.end, b.observed_at, b.is_pending,
                    l.position, {string.Join(", ", BillRows.Columns.Split(", ").Select(column => "l." + column))}
                FROM bucket b LEFT JOIN line l ON l.bucket_id = b.id
                WHERE b.start >= $1 AND b.start < $2 AND (({Current}) OR ($3 = 1 AND b.closed_month IS NOT NULL))
                ORDER BY b.source, b.scope, b.basis, b.start, b.id, l.position
                """,
                period.Start.ToUnixTimeSeconds(), period.End.ToUnixTimeSeconds(), asClosed ? 1 : 0);
            using var row = command.ExecuteReader();
            var buckets = new List<BillBucket>();
            List<BillLine> lines = [];
            long? last = null;
            while (row.Read())
            {
                if (row.GetInt64(0) is var id && id != last)
                {
                    last = id;
                    lines = [];
                    buckets.Add(new BillBucket
                    {
                        Source = row.GetString(1),
                        Scope = row.GetString(2),
                        Basis = Enum.TryParse<BillBasis>(row.GetString(3), out var basis) ? basis : BillBasis.Unknown,
                        Start = DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(4)),
                        End = DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(5)),
                        ObservedAt = DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(6)),
                        IsPending = row.GetInt64(7) is not 0,
                        Lines = lines,
                    });
                }

                if (!row.IsDBNull(8))
                {
                    lines.Add(BillRows.Read(row, 9));
                }
            }

            return buckets;
        }
    }

    /// <summary>
    /// Closes a month: freezes its bills, so that later observations do not change what <see cref="Read"/> returns.
    /// </summary>
    /// <param name="year">The year.</param>
    /// <param name="month">The month, from 1 to 12.</param>
    /// <param name="at">The time at which the month is closed.</param>
    /// <returns><see langword="false"/> if the month was already closed; in this case, nothing changes.</returns>
    public bool CloseMonth(int year, int month, DateTimeOffset at)
    {
        var first = new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero);
        var name = first.ToString(MonthFormat, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            using var mark = _connection.Command(
                "INSERT INTO closed_month (month, closed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                name, at.ToUnixTimeSeconds());
            if (mark.ExecuteNonQuery() is 0)
            {
                return false;
            }

            foreach (var id in IdsIn(first))
            {
                using var copy = _connection.Command(
                    """
                    INSERT INTO bucket (source, scope, basis, start, end, observed_at, is_pending, digest, closed_month)
                    SELECT source, scope, basis, start, end, observed_at, is_pending, digest, $1 FROM bucket WHERE id = $2
                    RETURNING id
                    """,
                    name, id);
                var copied = (long)copy.ExecuteScalar()!;
                using var lines = _connection.Command(
                    $"""
                    INSERT INTO line (bucket_id, position, {BillRows.Columns})
                    SELECT $1, position, {BillRows.Columns} FROM line WHERE bucket_id = $2
                    """,
                    copied, id);
                lines.ExecuteNonQuery();
            }

            transaction.Commit();
            return true;
        }
    }

    /// <summary>Returns the time at which a month was closed, or <see langword="null"/> if it was not closed.</summary>
    /// <param name="year">The year.</param>
    /// <param name="month">The month, from 1 to 12.</param>
    /// <returns>The time.</returns>
    public DateTimeOffset? FindClosing(int year, int month)
    {
        lock (_lock)
        {
            using var command = _connection.Command(
                "SELECT closed_at FROM closed_month WHERE month = $1",
                string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}"));
            return command.ExecuteScalar() is long closed ? DateTimeOffset.FromUnixTimeSeconds(closed) : null;
        }
    }

    /// <summary>
    /// Returns the time at which a part of an unfinished pull was stored, or <see langword="null"/> if it was not stored.
    /// </summary>
    internal DateTimeOffset? FindPulled(string source, LedgerPeriod part)
    {
        lock (_lock)
        {
            using var command = _connection.Command(
                "SELECT pulled_at FROM pulled WHERE source = $1 AND start = $2 AND end = $3",
                source, part.Start.ToUnixTimeSeconds(), part.End.ToUnixTimeSeconds());
            return command.ExecuteScalar() is long pulled ? DateTimeOffset.FromUnixTimeSeconds(pulled) : null;
        }
    }

    /// <summary>Records that a part of a pull was stored.</summary>
    internal void MarkPulled(string source, LedgerPeriod part, DateTimeOffset at)
    {
        lock (_lock)
        {
            using var command = _connection.Command(
                "INSERT OR REPLACE INTO pulled (source, start, end, pulled_at) VALUES ($1, $2, $3, $4)",
                source, part.Start.ToUnixTimeSeconds(), part.End.ToUnixTimeSeconds(), at.ToUnixTimeSeconds());
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Deletes the records of the parts of a completed pull.</summary>
    internal void ForgetPulled(string source)
    {
        lock (_lock)
        {
            using var command = _connection.Command("DELETE FROM pulled WHERE source = $1", source);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>
    /// Returns what an unfinished import has read from a file, or <see langword="null"/> if nothing is stored for the file.
    /// </summary>
    internal string? FindRead(string key, DateTimeOffset at)
    {
        lock (_lock)
        {
            using var command = _connection.Command(
                "SELECT content FROM read_file WHERE key = $1 AND read_at >= $2", key, (at - s_keepRead).ToUnixTimeSeconds());
            return command.ExecuteScalar() as string;
        }
    }

    /// <summary>Stores what an import has read from a file. Data of abandoned imports is deleted if it is too old.</summary>
    internal void KeepRead(string key, string content, DateTimeOffset at)
    {
        lock (_lock)
        {
            using var command = _connection.Command(
                """
                DELETE FROM read_file WHERE read_at < $3;
                INSERT OR REPLACE INTO read_file (key, content, read_at) VALUES ($1, $2, $4);
                """,
                key, content, (at - s_keepRead).ToUnixTimeSeconds(), at.ToUnixTimeSeconds());
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Deletes what was read from the files of a delivery, after the delivery is stored.</summary>
    internal void ForgetRead(IEnumerable<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                using var command = _connection.Command("DELETE FROM read_file WHERE key = $1", key);
                command.ExecuteNonQuery();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private BillChange ReplaceInTransaction(BillBucket bucket)
    {
        if (bucket.End <= bucket.Start)
        {
            throw new ArgumentException("The bucket ends before it begins.", nameof(bucket));
        }

        var (lines, digest) = BillRows.Normalize(bucket.Lines);
        var earlier = ReadIds(bucket);
        if (earlier is [var only] && only.End == bucket.End.ToUnixTimeSeconds() && only.Digest.AsSpan().SequenceEqual(digest))
        {
            using var update = _connection.Command(
                "UPDATE bucket SET observed_at = $1, is_pending = $2 WHERE id = $3",
                bucket.ObservedAt.ToUnixTimeSeconds(), bucket.IsPending ? 1 : 0, only.Id);
            update.ExecuteNonQuery();
            return BillChange.Unchanged;
        }

        foreach (var (id, _, _) in earlier)
        {
            using var delete = _connection.Command("DELETE FROM bucket WHERE id = $1", id);
            delete.ExecuteNonQuery();
        }

        Insert(bucket, lines, digest);
        return earlier.Count is 0 ? BillChange.Added : BillChange.Restated;
    }

    private List<(long Id, long End, byte[] Digest)> ReadIds(BillBucket bucket)
    {
        using var command = _connection.Command(
            """
            SELECT id, end, digest FROM bucket
            WHERE source = $1 AND scope = $2 AND basis = $3 AND start >= $4 AND start < $5 AND closed_month IS NULL
            """,
            bucket.Source, bucket.Scope, bucket.Basis.ToString(), bucket.Start.ToUnixTimeSeconds(),
            bucket.End.ToUnixTimeSeconds());
        using var row = command.ExecuteReader();
        var found = new List<(long, long, byte[])>();
        while (row.Read())
        {
            found.Add((row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)));
        }

        return found;
    }

    private void Insert(BillBucket bucket, IReadOnlyList<BillLine> lines, byte[] digest)
    {
        using var insert = _connection.Command(
            """
            INSERT INTO bucket (source, scope, basis, start, end, observed_at, is_pending, digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """,
            bucket.Source, bucket.Scope, bucket.Basis.ToString(), bucket.Start.ToUnixTimeSeconds(),
            bucket.End.ToUnixTimeSeconds(), bucket.ObservedAt.ToUnixTimeSeconds(), bucket.IsPending ? 1 : 0, digest);
        var id = (long)insert.ExecuteScalar()!;
        for (var position = 0; position < lines.Count; position++)
        {
            object?[] values = [id, position, .. BillRows.Values(lines[position])];
            var names = string.Join(", ", Enumerable.Range(1, values.Length).Select(index => $"${index}"));
            using var line = _connection.Command(
                $"INSERT INTO line (bucket_id, position, {BillRows.Columns}) VALUES ({names})", values);
            line.ExecuteNonQuery();
        }
    }

    private List<long> IdsIn(DateTimeOffset month)
    {
        using var command = _connection.Command(
            "SELECT id FROM bucket WHERE start >= $1 AND start < $2 AND closed_month IS NULL",
            month.ToUnixTimeSeconds(), month.AddMonths(1).ToUnixTimeSeconds());
        using var row = command.ExecuteReader();
        var ids = new List<long>();
        while (row.Read())
        {
            ids.Add(row.GetInt64(0));
        }

        return ids;
    }
}

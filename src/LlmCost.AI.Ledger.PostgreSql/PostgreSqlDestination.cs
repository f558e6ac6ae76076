using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>
/// Writes batches to PostgreSQL, each in one transaction and one round trip. A call whose id is already stored is not written
/// again.
/// </summary>
internal sealed class PostgreSqlDestination : ILedgerDestination, IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgreSqlPartitions _partitions;
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly TimeProvider _timeProvider;
    private readonly string _schema;
    private bool _isReady;

    public PostgreSqlDestination(PostgreSqlLedgerOptions options, IConfiguration? configuration, TimeProvider? timeProvider)
    {
        var (address, fault) = PostgreSqlAddress.Find(options.ConnectionString, configuration);
        if (address is null)
        {
            throw new InvalidOperationException(fault);
        }

        _source = new NpgsqlDataSourceBuilder(address.ConnectionString).Build();
        _schema = options.Schema;
        _partitions = new PostgreSqlPartitions(_schema, options.RetentionMonths);
        _timeProvider = timeProvider ?? TimeProvider.System;

        // The name contains the host, so that all calls in the file are forwarded again after a move to another server. Repeated
        // calls are ignored.
        Name = $"postgresql://{address.Host}:{address.Port}/{address.Database ?? address.Username}/{_schema}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Creates the tables and partitions if they don't exist.</summary>
    /// <exception cref="InvalidDataException">A later version of the package has created or changed the tables.</exception>
    /// <exception cref="NpgsqlException">The server does not respond, or rejects the connection or a command.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        RunAsync([], static (_, _) => Task.CompletedTask, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var months = batch.Calls.Select(call => PostgreSqlPartitions.MonthOf(DateOnly.FromDateTime(call.Timestamp.UtcDateTime)))
            .Distinct()
            .ToList();
        try
        {
            await RunAsync(months, (connection, token) => WriteAsync(connection, batch, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CheckViolation)
        {
            // A late call belongs to a month whose partition was dropped after the retention period. The next attempt creates the
            // partition again.
            await RunAsync(months, (connection, token) => WriteAsync(connection, batch, token), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    public void Dispose()
    {
        _source.Dispose();
        _lock.Dispose();
    }

    private async Task RunAsync(
        List<DateOnly> months, Func<NpgsqlConnection, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (!_isReady)
                {
                    await PostgreSqlSchema.MigrateAsync(connection, _schema, cancellationToken).ConfigureAwait(false);
                    _isReady = true;
                }

                var today = DateOnly.FromDateTime(_timeProvider.GetUtcNow().UtcDateTime);
                await _partitions.EnsureAsync(connection, months, today, cancellationToken).ConfigureAwait(false);
                await run(connection, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // The next connection can lead to another server, for example a restored server or a server with a later version.
            _isReady = false;
            _partitions.Forget();
            throw;
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task WriteAsync(NpgsqlConnection connection, LedgerBatch batch, CancellationToken cancellationToken)
    {
        // Each statement must see the rows that another forwarder has just committed, regardless of the server's default
        // isolation level.
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken)
            .ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var commands = new NpgsqlBatch(connection, transaction);
            await using (commands.ConfigureAwait(false))
            {
                if (batch.Calls.Count > 0)
                {
                    AddCalls(commands, batch.Calls);
                }

                if (batch.Gaps.Count > 0)
                {
                    AddGaps(commands, batch.Gaps);
                }

                await commands.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void AddCalls(NpgsqlBatch batch, IReadOnlyList<LedgerCall> calls)
    {
        var charges = calls
            .SelectMany(call => call.Charges.Select((charge, position) => (Call: call, Charge: charge, Position: position)))
            .ToList();
        var origins = new Distinct<LedgerOrigin>(calls.Select(call => call.Origin), Digest.Of);
        var keys = new Distinct<LedgerKey>(calls.Select(call => call.Key), Digest.Of);
        var results = new Distinct<LedgerResult>(calls.Select(call => call.Result), Digest.Of);
        var prices = new Distinct<LedgerPrice>(charges.Select(row => row.Charge.Price), Digest.Of);

        AddDistinct(batch, "origin", PostgreSqlColumns.Origin, origins);
        AddDistinct(batch, "key", PostgreSqlColumns.Key, keys);
        AddDistinct(batch, "result", PostgreSqlColumns.Result, results);
        AddDistinct(batch, "price", PostgreSqlColumns.Price, prices);

        // If an origin, key or result is missing, the statement fails, because the columns are not nullable. Rows are inserted in
        // a fixed order, so that two forwarders with the same rows can't deadlock: one waits for the other.
        Add(
            batch,
            $"""
            INSERT INTO {_schema}.call (id, occurred_at, duration_us, input_tokens, output_tokens, cost, list_cost, response_id,
                request_id, attempts, possibly_billed_cost, tags, origin_id, key_id, result_id)
            SELECT c.id, c.occurred_at, duration_us, input_tokens, output_tokens, cost, list_cost, response_id, request_id,
                attempts, possibly_billed_cost, tags::jsonb, origin.id, key.id, result.id
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS c (id, occurred_at, duration_us,
                input_tokens, output_tokens, cost, list_cost, response_id, request_id, attempts, possibly_billed_cost, tags,
                origin, key, result)
            LEFT JOIN {_schema}.origin ON origin.digest = c.origin
            LEFT JOIN {_schema}.key ON key.digest = c.key
            LEFT JOIN {_schema}.result ON result.digest = c.result
            ORDER BY c.occurred_at, c.id
            ON CONFLICT DO NOTHING
            """,
            Array(NpgsqlDbType.Uuid, calls, call => call.Id),
            Array(NpgsqlDbType.TimestampTz, calls, call => call.Timestamp.UtcDateTime),
            Array(NpgsqlDbType.Bigint, calls, call => call.Duration.Ticks / TimeSpan.TicksPerMicrosecond),
            Array(NpgsqlDbType.Bigint, calls, call => call.InputTokens),
            Array(NpgsqlDbType.Bigint, calls, call => call.OutputTokens),
            Array(NpgsqlDbType.Numeric, calls, call => call.Cost),
            Array(NpgsqlDbType.Numeric, calls, call => call.ListCost),
            Array(NpgsqlDbType.Text, calls, call => PostgreSqlColumns.Clean(call.ResponseId)),
            Array(NpgsqlDbType.Text, calls, call => PostgreSqlColumns.Clean(call.RequestId)),
            Array(NpgsqlDbType.Integer, calls, call => call.Attempts is 0 ? null : (int?)call.Attempts),
            Array(NpgsqlDbType.Numeric, calls, call => call.PossiblyBilledCost),
            Array(NpgsqlDbType.Text, calls, Tags),
            Array(NpgsqlDbType.Uuid, calls, call => origins[call.Origin]),
            Array(NpgsqlDbType.Uuid, calls, call => keys[call.Key]),
            Array(NpgsqlDbType.Uuid, calls, call => results[call.Result]));
        Add(
            batch,
            $"""
            INSERT INTO {_schema}.charge (occurred_at, call_id, position, quantity, cost, list_cost, price_id)
            SELECT c.occurred_at, c.call_id, c.position, quantity, cost, list_cost, price.id
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS c (occurred_at, call_id, position, quantity, cost, list_cost, price)
            LEFT JOIN {_schema}.price ON price.digest = c.price
            ORDER BY c.occurred_at, c.call_id, c.position
            ON CONFLICT DO NOTHING
            """,
            Array(NpgsqlDbType.TimestampTz, charges, row => row.Call.Timestamp.UtcDateTime),
            Array(NpgsqlDbType.Uuid, charges, row => row.Call.Id),
            Array(NpgsqlDbType.Integer, charges, row => row.Position),
            Array(NpgsqlDbType.Numeric, charges, row => row.Charge.Quantity),
            Array(NpgsqlDbType.Numeric, charges, row => row.Charge.Cost),
            Array(NpgsqlDbType.Numeric, charges, row => row.Charge.ListCost),
            Array(NpgsqlDbType.Uuid, charges, row => prices[row.Charge.Price]));
    }

    private void AddGaps(NpgsqlBatch batch, IReadOnlyList<LedgerGap> gaps) => Add(
        batch,
        $"""
        INSERT INTO {_schema}.gap ({LedgerColumns.Gap})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS g ({LedgerColumns.Gap}) ORDER BY id
        ON CONFLICT DO NOTHING
        """,
        Array(NpgsqlDbType.Uuid, gaps, gap => gap.Id),
        Array(NpgsqlDbType.TimestampTz, gaps, gap => gap.Start.UtcDateTime),
        Array(NpgsqlDbType.TimestampTz, gaps, gap => gap.End.UtcDateTime),
        Array(NpgsqlDbType.Text, gaps, gap => EnumText<LedgerGapReason>.Of(gap.Reason)),
        Array(NpgsqlDbType.Bigint, gaps, gap => gap.Calls),
        Array(NpgsqlDbType.Bigint, gaps, gap => gap.UnpricedCalls),
        Array(NpgsqlDbType.Bigint, gaps, gap => gap.InputTokens),
        Array(NpgsqlDbType.Bigint, gaps, gap => gap.OutputTokens),
        Array(NpgsqlDbType.Numeric, gaps, gap => gap.Cost),
        Array(NpgsqlDbType.Numeric, gaps, gap => gap.ListCost));

    /// <summary>
    /// Inserts the rows that the table does not contain yet, without consuming a sequence number for existing rows.
    /// </summary>
    private void AddDistinct<T>(NpgsqlBatch batch, string table, PostgreSqlColumns<T> columns, Distinct<T> rows)
        where T : notnull
    {
        var list = rows.Rows.OrderBy(row => row.Digest).ToList();
        var parameters = Enumerable.Range(1, columns.Count + 1).Select(i => $"${i}");
        Add(
            batch,
            $"""
            INSERT INTO {_schema}.{table} (digest, {columns.Names})
            SELECT * FROM unnest({string.Join(", ", parameters)}) AS r (digest, {columns.Names})
            WHERE NOT EXISTS (SELECT 1 FROM {_schema}.{table} AS t WHERE t.digest = r.digest) ORDER BY digest
            ON CONFLICT DO NOTHING
            """,
            [Array(NpgsqlDbType.Uuid, list, row => row.Digest), .. columns.Arrays([.. list.Select(row => row.Row)])]);
    }

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<TValue[]> Array<T, TValue>(
        NpgsqlDbType type, IReadOnlyList<T> rows, Func<T, TValue> value) => new()
        {
            NpgsqlDbType = NpgsqlDbType.Array | type,
            TypedValue = [.. rows.Select(value)],
        };

    private static string? Tags(LedgerCall call)
    {
        if (call.Tags.Count is 0)
        {
            return null;
        }

        var values = new Dictionary<string, string>(call.Tags.Count, StringComparer.Ordinal);
        foreach (var (name, value) in call.Tags)
        {
            values[PostgreSqlColumns.Clean(name)] = PostgreSqlColumns.Clean(value);
        }

        return JsonSerializer.Serialize(values, LedgerJson.Default.DictionaryStringString);
    }

    /// <summary>The distinct rows of a batch, with their digests.</summary>
    private sealed class Distinct<T>
        where T : notnull
    {
        private readonly Dictionary<T, Guid> _digests = [];

        public Distinct(IEnumerable<T> rows, Func<T, Guid> digest)
        {
            foreach (var row in rows)
            {
                if (!_digests.ContainsKey(row))
                {
                    _digests.Add(row, digest(row));
                }
            }
        }

        public IEnumerable<(T Row, Guid Digest)> Rows =>
            _digests.Select(pair => (pair.Key, pair.Value)).DistinctBy(pair => pair.Value);

        public Guid this[T row] => _digests[row];
    }
}

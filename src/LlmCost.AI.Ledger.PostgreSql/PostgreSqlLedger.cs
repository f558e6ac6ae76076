using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>Reads the ledger of many machines in PostgreSQL.</summary>
/// <remarks>
/// All members are thread-safe. Whenever sums are read, the server computes them from the calls, so they include late calls. It
/// adds <c>numeric</c> values, which are exact. Sums are stored only for months past the retention.
/// </remarks>
public sealed class PostgreSqlLedger : ILedgerReader, IAsyncDisposable
{
    private const int CallsPerPage = 2_000;

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    private PostgreSqlLedger(NpgsqlDataSource source, string schema) => (_source, _schema) = (source, schema);

    /// <summary>Opens a ledger.</summary>
    /// <param name="connectionString">The connection string in the format of Npgsql.</param>
    /// <param name="schema">The schema of the tables (<see cref="PostgreSqlLedgerOptions.Schema"/>).</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="connectionString"/> or <paramref name="schema"/> is not valid.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The schema contains no ledger, or a ledger of another version of the package.
    /// </exception>
    /// <exception cref="NpgsqlException">The server does not respond, or rejects the connection or a command.</exception>
    public static async Task<PostgreSqlLedger> OpenAsync(
        string connectionString, string schema = "llmcost", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ArgumentNullException.ThrowIfNull(schema);
        if (!PostgreSqlLedgerOptionsValidator.SchemaName().IsMatch(schema))
        {
            throw new ArgumentException($"'{schema}' is not the name of a schema of a ledger.", nameof(schema));
        }

        var source = NpgsqlDataSource.Create(connectionString);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (!await connection.HasTableAsync($"{schema}.meta", cancellationToken).ConfigureAwait(false))
                {
                    throw new InvalidDataException(
                        $"There is no ledger in the schema '{schema}' of the database '{connection.Database}'. An app with "
                            + "ForwardToPostgreSql() creates it.");
                }

                await PostgreSqlSchema.CheckAsync(connection, schema, cancellationToken).ConfigureAwait(false);
            }

            return new PostgreSqlLedger(source, schema);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerTotal> ReadTotalsAsync(
        LedgerTotalsQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);

        // All rows are read before the first call is returned, so that a slow caller does not occupy the connection.
        foreach (var total in await TotalsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            yield return total;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerCall> ReadCallsAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (time, id) = (period.Start.UtcDateTime, Guid.Empty);
        var names = new Names(_schema);
        List<LedgerCall> page;
        do
        {
            page = await PageAsync(
                "(occurred_at, id) > ($1, $2) AND occurred_at >= $1 AND occurred_at < $3", [time, id, period.End.UtcDateTime],
                names, cancellationToken)
                .ConfigureAwait(false);
            foreach (var call in page)
            {
                (time, id) = (call.Timestamp.UtcDateTime, call.Id);
                yield return call;
            }
        }
        while (page.Count is CallsPerPage);
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerCall?> FindCallAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var names = new Names(_schema);
        if (id.Version is 7)
        {
            // The id begins with the time of the call in milliseconds, so the primary key finds the call.
            Span<byte> bytes = stackalloc byte[16];
            id.TryWriteBytes(bytes, bigEndian: true, out _);
            var time = DateTime.UnixEpoch.AddMilliseconds(
                ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
                    | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]));
            var found = await PageAsync(
                "occurred_at >= $1 AND occurred_at < $2 AND id = $3", [time, time.AddMilliseconds(1), id], names,
                cancellationToken).ConfigureAwait(false);
            if (found is [var call])
            {
                return call;
            }
        }

        return (await PageAsync("id = $1", [id], names, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerCall> FindCallsAsync(
        string responseId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(responseId);
        foreach (var call in await PageAsync("response_id = $1", [responseId], new Names(_schema), cancellationToken)
            .ConfigureAwait(false))
        {
            yield return call;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerCoverage> ReadCoverageAsync(LedgerPeriod period, CancellationToken cancellationToken = default)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var commands = new NpgsqlBatch(connection);
            await using (commands.ConfigureAwait(false))
            {
                Add(
                    commands,
                    $"""
                    SELECT least(
                        (SELECT min(occurred_at) FROM {_schema}.call),
                        (SELECT min(day)::timestamp AT TIME ZONE 'UTC' FROM {_schema}.call_day))
                    """);
                Add(
                    commands,
                    $"""
                    SELECT {LedgerColumns.Gap} FROM {_schema}.gap WHERE start_time < $2 AND end_time >= $1
                    ORDER BY start_time, id
                    """,
                    period.Start.UtcDateTime,
                    period.End.UtcDateTime);
                Add(
                    commands,
                    $"SELECT DISTINCT day FROM {_schema}.call_day WHERE day >= $1 AND day <= $2 ORDER BY day",
                    DateOnly.FromDateTime(period.Start.UtcDateTime),
                    DateOnly.FromDateTime(period.End.AddTicks(-1).UtcDateTime));
                var row = await commands.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                    DateTimeOffset? start = row.IsDBNull(0) ? null : row.GetDateTime(0);
                    var gaps = new List<LedgerGap>();
                    await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        gaps.Add(Gap(row));
                    }

                    var days = new List<DateOnly>();
                    await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        days.Add(row.GetFieldValue<DateOnly>(0));
                    }

                    return new LedgerCoverage { Start = start, Gaps = gaps, DaysWithoutCalls = days };
                }
            }
        }
    }

    /// <summary>Closes the connections.</summary>
    /// <returns>A task that completes when the connections are closed.</returns>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Parameter(object value) => value switch
    {
        DateTime time => new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = time },
        string text => new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = text },
        DateOnly day => new NpgsqlParameter<DateOnly> { NpgsqlDbType = NpgsqlDbType.Date, TypedValue = day },
        _ => new NpgsqlParameter<Guid> { NpgsqlDbType = NpgsqlDbType.Uuid, TypedValue = (Guid)value },
    };

    private static LedgerGap Gap(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Start = row.GetDateTime(1),
        End = row.GetDateTime(2),
        Reason = EnumText<LedgerGapReason>.Read(row.GetString(3)),
        Calls = row.GetInt64(4),
        UnpricedCalls = row.GetInt64(5),
        InputTokens = row.GetInt64(6),
        OutputTokens = row.GetInt64(7),
        Cost = row.GetDecimal(8),
        ListCost = row.GetDecimal(9),
    };

    /// <summary>
    /// Reads a sum from its text, so that a sum with more digits than a <see cref="decimal"/> can store is rounded instead of
    /// causing an error.
    /// </summary>
    private static decimal Sum(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? 0 : decimal.Parse(row.GetString(column), NumberStyles.Number, CultureInfo.InvariantCulture);

    private static decimal? Amount(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);

    private static KeyValuePair<string, string>[] Tags(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? []
        : [.. (JsonSerializer.Deserialize(row.GetString(column), LedgerJson.Default.DictionaryStringString) ?? [])
            .OrderBy(tag => tag.Key, StringComparer.Ordinal)];

    private async Task<List<LedgerTotal>> TotalsAsync(LedgerTotalsQuery query, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            // The command has no timeout, because reading a year of calls takes longer than the default timeout.
            var command = new NpgsqlCommand(TotalsSql(query), connection) { CommandTimeout = 0 };
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(Parameter(query.Period.Start.UtcDateTime));
                command.Parameters.Add(Parameter(query.Period.End.UtcDateTime));
                var rows = new List<(int Origin, int Key, int Result, int? Price, LedgerTotal Sums)>();
                var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        rows.Add((
                            row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetInt32(4),
                            Sums(row)));
                    }
                }

                var names = new Names(_schema);
                await names.LoadAsync(
                    connection, rows.Select(one => one.Origin), rows.Select(one => one.Key), rows.Select(one => one.Result),
                    rows.Select(one => one.Price), cancellationToken).ConfigureAwait(false);
                return
                [
                    .. rows.Select(one => one.Sums with
                    {
                        Origin = names.Origins[one.Origin],
                        Key = names.Keys[one.Key],
                        Result = names.Results[one.Result],
                        Price = one.Price is { } price ? names.Prices[price] : null,
                    }),
                ];
            }
        }
    }

    private string TotalsSql(LedgerTotalsQuery query)
    {
        var start = $"date_bin('{(query.ByHour ? "1 hour" : "1 day")}', c.occurred_at, TIMESTAMPTZ 'epoch')";
        var tags = query.ByTags ? "c.tags" : "NULL::jsonb";
        var (amounts, charges) = query.ByPrice
            ? ("charge", $"JOIN {_schema}.charge ON charge.occurred_at = c.occurred_at AND charge.call_id = c.id "
                + "AND charge.occurred_at >= $1 AND charge.occurred_at < $2")
            : ("c", "");
        var (price, sums) = query.ByPrice
            ? ("charge.price_id", "0::bigint, 0::bigint, 0::bigint, sum(charge.quantity)::text")
            : ("NULL::integer", "sum(c.duration_us)::bigint, sum(c.input_tokens)::bigint, sum(c.output_tokens)::bigint, '0'");
        var crossing = query.ByPrice ? "'0'" : $"sum(c.cost) FILTER (WHERE {PostgreSqlSql.IsCrossing})::text";
        var sql = $"""
            SELECT {start}, c.origin_id, c.key_id, c.result_id, {price}, {tags}::text, count(*), {sums},
                sum({amounts}.cost)::text, sum({amounts}.list_cost)::text, {crossing}
            FROM {_schema}.call AS c {charges} WHERE c.occurred_at >= $1 AND c.occurred_at < $2 GROUP BY 1, 2, 3, 4, 5, {tags}
            """;
        if (query.ByHour || query.ByTags)
        {
            return sql;
        }

        // Adds the stored daily sums of the months whose calls were dropped.
        var (table, columns) = query.ByPrice
            ? ("charge_day", "price_id, NULL, calls, 0, 0, 0, quantity::text, cost::text, list_cost::text, '0'")
            : (
                "call_day",
                "NULL, NULL, calls, duration_us, input_tokens, output_tokens, '0', cost::text, list_cost::text, "
                    + "crossing_cost::text");
        return $"""
            {sql} UNION ALL
            SELECT day::timestamp AT TIME ZONE 'UTC', origin_id, key_id, result_id, {columns}
            FROM {_schema}.{table}
            WHERE day::timestamp AT TIME ZONE 'UTC' >= $1 AND (day + 1)::timestamp AT TIME ZONE 'UTC' <= $2
            """;
    }

    private static LedgerTotal Sums(NpgsqlDataReader row) => new()
    {
        Start = row.GetDateTime(0),
        Origin = null!,
        Key = null!,
        Result = null!,
        Tags = Tags(row, 5),
        Calls = row.GetInt64(6),
        Duration = TimeSpan.FromMicroseconds(row.GetInt64(7)),
        InputTokens = row.GetInt64(8),
        OutputTokens = row.GetInt64(9),
        Quantity = Sum(row, 10),
        Cost = Sum(row, 11),
        ListCost = Sum(row, 12),
        CrossingCost = Sum(row, 13),
    };

    /// <summary>Reads calls with their charges, in the order of the primary key.</summary>
    private async Task<List<LedgerCall>> PageAsync(
        string condition, object[] values, Names names, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var calls = await CallsAsync(connection, condition, values, cancellationToken).ConfigureAwait(false);
            if (calls.Count > 0)
            {
                await AddChargesAsync(connection, calls, cancellationToken).ConfigureAwait(false);
                await names.LoadAsync(
                    connection, calls.Select(call => call.Origin), calls.Select(call => call.Key),
                    calls.Select(call => call.Result),
                    calls.SelectMany(call => call.Charges.Select(charge => (int?)charge.Price)), cancellationToken)
                    .ConfigureAwait(false);
            }

            return [.. calls.Select(call => call.ToCall(names))];
        }
    }

    private async Task<List<CallRow>> CallsAsync(
        NpgsqlConnection connection, string condition, object[] values, CancellationToken cancellationToken)
    {
        var calls = new List<CallRow>();
        var command = new NpgsqlCommand(
            $"""
            SELECT occurred_at, id, duration_us, origin_id, key_id, result_id, input_tokens, output_tokens, cost, list_cost,
                response_id, request_id, attempts, possibly_billed_cost, tags::text
            FROM {_schema}.call WHERE {condition} ORDER BY occurred_at, id LIMIT {CallsPerPage}
            """,
            connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(values.Select(Parameter).ToArray());
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    calls.Add(new CallRow(row));
                }
            }
        }

        return calls;
    }

    // Charges are read by a range of the primary key. For a join, the server would read all charges of the month.
    private async Task AddChargesAsync(NpgsqlConnection connection, List<CallRow> calls, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(
            $"""
            SELECT call_id, price_id, quantity, cost, list_cost FROM {_schema}.charge
            WHERE (occurred_at, call_id) >= ($1, $2) AND (occurred_at, call_id) <= ($3, $4)
                AND occurred_at >= $1 AND occurred_at <= $3
            ORDER BY occurred_at, call_id, position
            """,
            connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(
                ((object[])[calls[0].Time, calls[0].Id, calls[^1].Time, calls[^1].Id]).Select(Parameter).ToArray());
            var byId = calls.ToDictionary(call => call.Id);
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    // The dictionary lacks the call of a charge if the call was forwarded after the calls were read.
                    byId.GetValueOrDefault(row.GetGuid(0))?.Charges.Add(
                        (row.GetInt32(1), row.GetDecimal(2), Amount(row, 3), Amount(row, 4)));
                }
            }
        }
    }

    /// <summary>The shared rows (origins, keys, results and prices) to which the ids in a query result refer.</summary>
    private sealed class Names(string schema)
    {
        public PostgreSqlNames<LedgerOrigin> Origins { get; } =
            new($"{schema}.origin", PostgreSqlColumns.Origin, LedgerColumns.ReadOrigin);

        public PostgreSqlNames<LedgerKey> Keys { get; } = new($"{schema}.key", PostgreSqlColumns.Key, LedgerColumns.ReadKey);

        public PostgreSqlNames<LedgerResult> Results { get; } =
            new($"{schema}.result", PostgreSqlColumns.Result, LedgerColumns.ReadResult);

        public PostgreSqlNames<LedgerPrice> Prices { get; } =
            new($"{schema}.price", PostgreSqlColumns.Price, PostgreSqlColumns.ReadPrice);

        public async Task LoadAsync(
            NpgsqlConnection connection,
            IEnumerable<int> origins,
            IEnumerable<int> keys,
            IEnumerable<int> results,
            IEnumerable<int?> prices,
            CancellationToken cancellationToken)
        {
            await Origins.LoadAsync(connection, origins, cancellationToken).ConfigureAwait(false);
            await Keys.LoadAsync(connection, keys, cancellationToken).ConfigureAwait(false);
            await Results.LoadAsync(connection, results, cancellationToken).ConfigureAwait(false);
            await Prices.LoadAsync(connection, prices.OfType<int>(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A row of the table <c>call</c> with its charges, before its ids are resolved.</summary>
    private sealed class CallRow(NpgsqlDataReader row)
    {
        private readonly LedgerCall _call = new()
        {
            Timestamp = row.GetDateTime(0),
            Id = row.GetGuid(1),
            Duration = TimeSpan.FromMicroseconds(row.GetInt64(2)),
            Origin = null!,
            Key = null!,
            Result = null!,
            InputTokens = row.GetInt64(6),
            OutputTokens = row.GetInt64(7),
            Cost = Amount(row, 8),
            ListCost = Amount(row, 9),
            ResponseId = LedgerColumns.Text(row, 10),
            RequestId = LedgerColumns.Text(row, 11),
            Attempts = row.IsDBNull(12) ? 0 : row.GetInt32(12),
            PossiblyBilledCost = Amount(row, 13),
            Tags = Tags(row, 14),
        };

        public DateTime Time => _call.Timestamp.UtcDateTime;

        public Guid Id => _call.Id;

        public int Origin { get; } = row.GetInt32(3);

        public int Key { get; } = row.GetInt32(4);

        public int Result { get; } = row.GetInt32(5);

        public List<(int Price, decimal Quantity, decimal? Cost, decimal? ListCost)> Charges { get; } = [];

        public LedgerCall ToCall(Names names) => _call with
        {
            Origin = names.Origins[Origin],
            Key = names.Keys[Key],
            Result = names.Results[Result],
            Charges =
            [
                .. Charges.Select(charge => new LedgerCharge
                {
                    Price = names.Prices[charge.Price],
                    Quantity = charge.Quantity,
                    Cost = charge.Cost,
                    ListCost = charge.ListCost,
                }),
            ],
        };
    }
}

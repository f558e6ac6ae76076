using System.Globalization;
using Npgsql;

namespace LlmCost.AI;

/// <summary>The partitions of calls and charges: one per UTC month.</summary>
internal sealed class PostgreSqlPartitions(string schema, int? retentionMonths)
{
    private const int MonthsAhead = 2;

    private readonly HashSet<DateOnly> _known = [];
    private DateOnly _lastRetention;

    /// <summary>Creates the partitions of the given months, of the current month, and of the following two months.</summary>
    public async Task EnsureAsync(
        NpgsqlConnection connection, IEnumerable<DateOnly> months, DateOnly today, CancellationToken cancellationToken)
    {
        var thisMonth = MonthOf(today);
        var missing = months.Concat(Enumerable.Range(0, MonthsAhead + 1).Select(thisMonth.AddMonths))
            .Where(month => !_known.Contains(month))
            .Distinct()
            .Order()
            .ToList();
        if (missing.Count > 0)
        {
            await CreateAsync(connection, missing, cancellationToken).ConfigureAwait(false);
        }

        if (retentionMonths is { } kept && today != _lastRetention)
        {
            await DropAsync(connection, thisMonth.AddMonths(-kept), cancellationToken).ConfigureAwait(false);
            _lastRetention = today;
        }
    }

    /// <summary>Clears the cache of existing partitions, because partitions may have been dropped.</summary>
    public void Forget() => _known.Clear();

    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    private async Task CreateAsync(NpgsqlConnection connection, List<DateOnly> months, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await PostgreSqlSchema.LockAsync(connection, schema, cancellationToken).ConfigureAwait(false);
            foreach (var month in months)
            {
                foreach (var table in (string[])["call", "charge"])
                {
                    var partition = $"{schema}.{table}_{Suffix(month)}";
                    if (!await connection.HasTableAsync(partition, cancellationToken).ConfigureAwait(false))
                    {
                        // The table is created first and attached afterwards. Creating it as a partition would wait for all
                        // readers of the parent table.
                        await connection.ExecuteAsync(
                            $"""
                            CREATE TABLE {partition} (LIKE {schema}.{table} INCLUDING ALL);
                            ALTER TABLE {schema}.{table} ATTACH PARTITION {partition}
                            FOR VALUES FROM ('{Start(month)}') TO ('{Start(month.AddMonths(1))}');
                            """,
                            cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        _known.UnionWith(months);
    }

    /// <summary>
    /// Stores the daily sums of the partitions before a month, and drops these partitions, unless another process has done so.
    /// </summary>
    private async Task DropAsync(NpgsqlConnection connection, DateOnly first, CancellationToken cancellationToken)
    {
        foreach (var suffix in await SuffixesAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            if (string.CompareOrdinal(suffix, Suffix(first)) >= 0)
            {
                continue;
            }

            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await PostgreSqlSchema.LockAsync(connection, schema, cancellationToken).ConfigureAwait(false);
                if (await connection.HasTableAsync($"{schema}.call_{suffix}", cancellationToken).ConfigureAwait(false))
                {
                    var command = new NpgsqlCommand(DropSql(suffix), connection) { CommandTimeout = 0 };
                    await using (command.ConfigureAwait(false))
                    {
                        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                    }
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            _known.Clear();
        }
    }

    private async Task<List<string>> SuffixesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var text = await connection.TextAsync(
            $"""
            SELECT string_agg(right(relname, 7), ',' ORDER BY relname) FROM pg_inherits JOIN pg_class ON oid = inhrelid
            WHERE inhparent = '{schema}.call'::regclass
            """,
            cancellationToken).ConfigureAwait(false);
        return [.. text?.Split(',') ?? []];
    }

    // The share lock blocks inserts of late calls until the partition is dropped. Afterwards, the inserts find no partition, and
    // the forwarder creates a new one.
    private string DropSql(string suffix) =>
        $"""
        LOCK TABLE {schema}.call_{suffix}, {schema}.charge_{suffix} IN SHARE MODE;
        INSERT INTO {schema}.call_day
        SELECT (occurred_at AT TIME ZONE 'UTC')::date, origin_id, key_id, result_id, count(*), sum(duration_us),
            sum(input_tokens), sum(output_tokens), sum(cost), sum(list_cost), sum(cost) FILTER (WHERE {PostgreSqlSql.IsCrossing})
        FROM {schema}.call_{suffix} GROUP BY 1, 2, 3, 4;
        INSERT INTO {schema}.charge_day
        SELECT (c.occurred_at AT TIME ZONE 'UTC')::date, origin_id, key_id, result_id, price_id, count(*), sum(quantity),
            sum(charge.cost), sum(charge.list_cost)
        FROM {schema}.call_{suffix} AS c
        JOIN {schema}.charge_{suffix} AS charge ON charge.occurred_at = c.occurred_at AND call_id = c.id GROUP BY 1, 2, 3, 4, 5;
        DROP TABLE {schema}.call_{suffix}, {schema}.charge_{suffix};
        """;

    private static string Suffix(DateOnly month) => month.ToString("yyyy_MM", CultureInfo.InvariantCulture);

    private static string Start(DateOnly month) => month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 00:00:00+00";
}

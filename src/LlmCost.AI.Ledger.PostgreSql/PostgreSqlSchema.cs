using System.Globalization;
using Npgsql;

namespace LlmCost.AI;

/// <summary>The tables, and the migrations that create and change them.</summary>
/// <remarks>
/// Tables and columns have the same names as in the local file. Rows that many calls share are stored once, and are found by a
/// digest of their content, so that forwarders need not agree on ids.
/// </remarks>
internal static class PostgreSqlSchema
{
    private const string VersionName = "schema_version";

    /// <summary>The migrations, each of which updates the tables to the next version. Released migrations never change.</summary>
    private static readonly string[] s_migrations =
    [
        """
        CREATE TABLE {0}.origin (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest uuid NOT NULL UNIQUE, service text, environment text,
            instance text, version text);

        CREATE TABLE {0}.key (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest uuid NOT NULL UNIQUE, operation text NOT NULL,
            provider text, account text, request_model text, response_model text, feature text, region text, service_tier text,
            speed text);

        CREATE TABLE {0}.result (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest uuid NOT NULL UNIQUE, outcome text NOT NULL,
            error_type text, is_streaming boolean NOT NULL, usage_source text NOT NULL, anomalies text, unpriced_reason text,
            unpriced_parts text, price_source text NOT NULL, price_list text, price_list_version text, fallback_provider text,
            is_provisioned boolean NOT NULL, is_priced boolean NOT NULL);

        CREATE TABLE {0}.price (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest uuid NOT NULL UNIQUE, unit text NOT NULL, kind text,
            model text, direction text NOT NULL, unit_price numeric, per numeric NOT NULL);

        CREATE TABLE {0}.call (
            id uuid NOT NULL, occurred_at timestamptz NOT NULL, duration_us bigint NOT NULL, origin_id integer NOT NULL,
            key_id integer NOT NULL, result_id integer NOT NULL, input_tokens bigint NOT NULL, output_tokens bigint NOT NULL,
            cost numeric, list_cost numeric, response_id text, request_id text, attempts integer, possibly_billed_cost numeric,
            tags jsonb, PRIMARY KEY (occurred_at, id)) PARTITION BY RANGE (occurred_at);

        CREATE TABLE {0}.charge (
            occurred_at timestamptz NOT NULL, call_id uuid NOT NULL, position integer NOT NULL, price_id integer NOT NULL,
            quantity numeric NOT NULL, cost numeric, list_cost numeric, PRIMARY KEY (occurred_at, call_id, position))
            PARTITION BY RANGE (occurred_at);

        CREATE TABLE {0}.gap (
            id uuid PRIMARY KEY, start_time timestamptz NOT NULL, end_time timestamptz NOT NULL, reason text NOT NULL,
            calls bigint NOT NULL, unpriced_calls bigint NOT NULL, input_tokens bigint NOT NULL, output_tokens bigint NOT NULL,
            cost numeric NOT NULL, list_cost numeric NOT NULL);

        CREATE TABLE {0}.call_day (
            day date NOT NULL, origin_id integer NOT NULL, key_id integer NOT NULL, result_id integer NOT NULL,
            calls bigint NOT NULL, duration_us bigint NOT NULL, input_tokens bigint NOT NULL, output_tokens bigint NOT NULL,
            cost numeric, list_cost numeric, crossing_cost numeric);
        CREATE INDEX ON {0}.call_day (day);

        CREATE TABLE {0}.charge_day (
            day date NOT NULL, origin_id integer NOT NULL, key_id integer NOT NULL, result_id integer NOT NULL,
            price_id integer NOT NULL, calls bigint NOT NULL, quantity numeric NOT NULL, cost numeric, list_cost numeric);
        CREATE INDEX ON {0}.charge_day (day);
        """,
        "ALTER TABLE {0}.key ADD COLUMN cache_mode text",
    ];

    /// <summary>Creates the tables, or migrates them to the version that this package uses.</summary>
    /// <exception cref="InvalidDataException">The tables are of a later version.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await LockAsync(connection, schema, cancellationToken).ConfigureAwait(false);

            // "CREATE SCHEMA IF NOT EXISTS" is not used, because it requires the permission even if the schema exists.
            var found = await connection.TextAsync($"SELECT to_regnamespace('{schema}')::text", cancellationToken)
                .ConfigureAwait(false);
            if (found is null)
            {
                await connection.ExecuteAsync($"CREATE SCHEMA {schema}", cancellationToken).ConfigureAwait(false);
            }

            if (!await connection.HasTableAsync($"{schema}.meta", cancellationToken).ConfigureAwait(false))
            {
                await connection.ExecuteAsync(
                    $"CREATE TABLE {schema}.meta (name text PRIMARY KEY, value text NOT NULL)", cancellationToken)
                    .ConfigureAwait(false);
            }

            var version = await VersionAsync(connection, schema, cancellationToken).ConfigureAwait(false);
            if (version == s_migrations.Length)
            {
                return;
            }

            for (var i = version; i < s_migrations.Length; i++)
            {
                var sql = string.Format(CultureInfo.InvariantCulture, s_migrations[i], schema);
                await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
            }

            await connection.ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    INSERT INTO {schema}.meta (name, value) VALUES ('{VersionName}', '{s_migrations.Length}')
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """),
                cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks that this version of the package can read the tables.</summary>
    /// <exception cref="InvalidDataException">The version of the tables is not the version that this package uses.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (version < s_migrations.Length)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger in the schema '{schema}' of the database '{connection.Database}' has version {version}. ")
                + "It is updated by the first app with this version of LlmCost.AI.Ledger.PostgreSql that forwards to it.");
        }
    }

    /// <summary>Reads the version of the tables, which can be earlier than the version that this package uses.</summary>
    /// <exception cref="InvalidDataException">The tables are of a later version.</exception>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var text = await connection.TextAsync(
            $"SELECT value FROM {schema}.meta WHERE name = '{VersionName}'", cancellationToken).ConfigureAwait(false);
        var version = text is null ? 0 : int.Parse(text, CultureInfo.InvariantCulture);
        return version <= s_migrations.Length
            ? version
            : throw new InvalidDataException(
                $"The ledger in the schema '{schema}' of the database '{connection.Database}' has version {text}, and this "
                    + "version of LlmCost.AI.Ledger.PostgreSql supports version "
                    + $"{s_migrations.Length.ToString(CultureInfo.InvariantCulture)}. "
                    + $"Update the package, or set {PostgreSqlLedgerOptions.SectionName}:Schema to another schema.");
    }

    /// <summary>
    /// Waits until no other process changes the tables of the ledger, and locks them until the transaction ends.
    /// </summary>
    public static Task LockAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"SELECT pg_advisory_xact_lock(hashtextextended('llmcost.{schema}', 0))", cancellationToken);
}

namespace LlmCost.AI;

/// <summary>The tables of a ledger file.</summary>
/// <remarks>
/// Values that repeat from call to call are stored once, in <c>origin</c>, <c>key</c>, <c>result</c> and <c>price</c>; these
/// tables can contain equal rows after a restart. Amounts are stored as text; see <see cref="MoneyText"/>.
/// </remarks>
internal static class LedgerSchema
{
    /// <summary>The version of the tables, in SQLite's <c>user_version</c>. Files of other versions are rejected.</summary>
    public const int Version = 3;

    /// <summary>The SQLite <c>application_id</c> of a ledger file: "LLMC".</summary>
    public const int ApplicationId = 0x4C4C4D43;

    public const string Create = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE origin (id INTEGER PRIMARY KEY, service TEXT, environment TEXT, instance TEXT, version TEXT);

        CREATE TABLE key (
            id INTEGER PRIMARY KEY, operation TEXT NOT NULL, provider TEXT, account TEXT, request_model TEXT, response_model TEXT,
            feature TEXT, region TEXT, service_tier TEXT, speed TEXT, cache_mode TEXT);

        CREATE TABLE result (
            id INTEGER PRIMARY KEY, outcome TEXT NOT NULL, error_type TEXT, is_streaming INTEGER NOT NULL,
            usage_source TEXT NOT NULL, anomalies TEXT, unpriced_reason TEXT, unpriced_parts TEXT, price_source TEXT NOT NULL,
            price_list TEXT, price_list_version TEXT, fallback_provider TEXT, is_provisioned INTEGER NOT NULL,
            is_priced INTEGER NOT NULL);

        CREATE TABLE price (
            id INTEGER PRIMARY KEY, unit TEXT NOT NULL, kind TEXT, model TEXT, direction TEXT NOT NULL, unit_price TEXT,
            per TEXT NOT NULL);

        CREATE TABLE call (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, occurred_at INTEGER NOT NULL,
            duration_us INTEGER NOT NULL, origin_id INTEGER NOT NULL REFERENCES origin (id),
            key_id INTEGER NOT NULL REFERENCES key (id), result_id INTEGER NOT NULL REFERENCES result (id),
            input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost TEXT, list_cost TEXT, response_id TEXT,
            request_id TEXT, attempts INTEGER, possibly_billed_cost TEXT, tags TEXT);
        CREATE INDEX call_time ON call (occurred_at);

        CREATE TABLE charge (
            call_seq INTEGER NOT NULL REFERENCES call (seq) ON DELETE CASCADE, position INTEGER NOT NULL,
            price_id INTEGER NOT NULL REFERENCES price (id), quantity TEXT NOT NULL, cost TEXT, list_cost TEXT,
            PRIMARY KEY (call_seq, position)) WITHOUT ROWID;

        CREATE TABLE gap (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, start_time INTEGER NOT NULL,
            end_time INTEGER NOT NULL, reason TEXT NOT NULL, calls INTEGER NOT NULL, unpriced_calls INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost TEXT NOT NULL, list_cost TEXT NOT NULL);

        -- Sums of calls that were deleted before they were forwarded: for the destination, because the sums of the day have them.
        CREATE TABLE outbox_gap (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, id BLOB NOT NULL UNIQUE,
            start_time INTEGER NOT NULL, end_time INTEGER NOT NULL, reason TEXT NOT NULL, calls INTEGER NOT NULL,
            unpriced_calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
            cost TEXT NOT NULL, list_cost TEXT NOT NULL);

        CREATE TABLE day (
            day TEXT PRIMARY KEY, is_dirty INTEGER NOT NULL, archive TEXT, is_purged INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

        CREATE TABLE call_day (
            day TEXT NOT NULL, origin_id INTEGER NOT NULL REFERENCES origin (id), key_id INTEGER NOT NULL REFERENCES key (id),
            result_id INTEGER NOT NULL REFERENCES result (id), calls INTEGER NOT NULL, duration_us INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost TEXT NOT NULL, list_cost TEXT NOT NULL,
            crossing_cost TEXT NOT NULL, PRIMARY KEY (day, origin_id, key_id, result_id)) WITHOUT ROWID;

        CREATE TABLE charge_day (
            day TEXT NOT NULL, origin_id INTEGER NOT NULL REFERENCES origin (id), key_id INTEGER NOT NULL REFERENCES key (id),
            result_id INTEGER NOT NULL REFERENCES result (id), price_id INTEGER NOT NULL REFERENCES price (id),
            calls INTEGER NOT NULL, quantity TEXT NOT NULL, cost TEXT, list_cost TEXT,
            PRIMARY KEY (day, origin_id, key_id, result_id, price_id)) WITHOUT ROWID;

        CREATE TABLE forgotten_call (
            start INTEGER NOT NULL, origin_id INTEGER NOT NULL REFERENCES origin (id),
            key_id INTEGER NOT NULL REFERENCES key (id), result_id INTEGER NOT NULL REFERENCES result (id),
            calls INTEGER NOT NULL, duration_us INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
            cost TEXT, list_cost TEXT, crossing_cost TEXT NOT NULL);
        CREATE INDEX forgotten_call_time ON forgotten_call (start);

        CREATE TABLE forgotten_charge (
            start INTEGER NOT NULL, origin_id INTEGER NOT NULL REFERENCES origin (id),
            key_id INTEGER NOT NULL REFERENCES key (id), result_id INTEGER NOT NULL REFERENCES result (id),
            price_id INTEGER NOT NULL REFERENCES price (id),
            calls INTEGER NOT NULL, quantity TEXT NOT NULL, cost TEXT, list_cost TEXT);
        CREATE INDEX forgotten_charge_time ON forgotten_charge (start);
        """;
}

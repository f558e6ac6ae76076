namespace LlmCost.AI;

/// <summary>The tables of a file of bills.</summary>
/// <remarks>Amounts and quantities are stored as text, because SQLite has no decimal type. Times are Unix seconds.</remarks>
internal static class BillSchema
{
    /// <summary>The version of the tables, in SQLite's <c>user_version</c>. Files of other versions are rejected.</summary>
    public const int Version = 2;

    /// <summary>The SQLite <c>application_id</c> of a file of bills: "LLMB".</summary>
    public const int ApplicationId = 0x4C4C4D42;

    public const string Create = """
        CREATE TABLE bucket (
            id INTEGER PRIMARY KEY, source TEXT NOT NULL, scope TEXT NOT NULL, basis TEXT NOT NULL, start INTEGER NOT NULL,
            end INTEGER NOT NULL, observed_at INTEGER NOT NULL, is_pending INTEGER NOT NULL, digest BLOB NOT NULL,
            closed_month TEXT);
        CREATE UNIQUE INDEX bucket_period ON bucket (source, scope, basis, start) WHERE closed_month IS NULL;
        CREATE INDEX bucket_time ON bucket (start);

        CREATE TABLE line (
            bucket_id INTEGER NOT NULL REFERENCES bucket (id) ON DELETE CASCADE, position INTEGER NOT NULL, kind TEXT NOT NULL,
            meter TEXT NOT NULL, provider TEXT NOT NULL, account TEXT, api_key_id TEXT, model TEXT, unit TEXT, quantity TEXT,
            quantity_unit TEXT, requests INTEGER, amount TEXT, currency TEXT, service_tier TEXT, region TEXT,
            is_guess INTEGER NOT NULL, raw TEXT, PRIMARY KEY (bucket_id, position)) WITHOUT ROWID;

        CREATE TABLE closed_month (month TEXT PRIMARY KEY, closed_at INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE pulled (
            source TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, pulled_at INTEGER NOT NULL,
            PRIMARY KEY (source, start, end)) WITHOUT ROWID;
        """;

    /// <summary>
    /// The table read_file contains what unfinished imports have read. Files of earlier builds do not have this table.
    /// </summary>
    public const string CreateReadFile = """
        CREATE TABLE IF NOT EXISTS read_file (
            key TEXT PRIMARY KEY, content TEXT NOT NULL, read_at INTEGER NOT NULL) WITHOUT ROWID;
        """;
}

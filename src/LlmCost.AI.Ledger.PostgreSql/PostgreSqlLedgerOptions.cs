namespace LlmCost.AI;

/// <summary>Represents options for a ledger in PostgreSQL.</summary>
/// <remarks>
/// The options are bound from the configuration section <c>LlmCost:Ledger:PostgreSql</c>, and validated and read once, at
/// startup.
/// </remarks>
public sealed class PostgreSqlLedgerOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost:Ledger:PostgreSql";

    /// <summary>
    /// Gets or sets the connection string, or the name of a connection string in the section <c>ConnectionStrings</c>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Gets or sets the schema of the tables. Its name consists of lower-case letters, digits and underscores. The default is
    /// <c>llmcost</c>. The schema is created if it does not exist.
    /// </summary>
    public string Schema { get; set; } = "llmcost";

    /// <summary>
    /// Gets or sets the number of whole months before the current one for which calls are kept, from 1 to 1,200. Sums per day are
    /// kept forever. The default is <see langword="null"/>: calls are kept forever.
    /// </summary>
    public int? RetentionMonths { get; set; }
}

namespace LlmCost.AI;

/// <summary>Expressions of SQL that several statements use.</summary>
internal static class PostgreSqlSql
{
    /// <summary>True for calls that ran across the end of their day.</summary>
    public const string IsCrossing =
        "date_bin('1 day', occurred_at, TIMESTAMPTZ 'epoch') "
        + "<> date_bin('1 day', occurred_at + duration_us * interval '1 microsecond', TIMESTAMPTZ 'epoch')";
}

namespace LlmCost.AI;

/// <summary>SQL expressions that several statements use.</summary>
internal static class PostgreSqlSql
{
    /// <summary>A condition that is true for calls that ended on a later day than they started.</summary>
    public const string IsCrossing =
        "date_bin('1 day', occurred_at, TIMESTAMPTZ 'epoch') "
        + "<> date_bin('1 day', occurred_at + duration_us * interval '1 microsecond', TIMESTAMPTZ 'epoch')";
}

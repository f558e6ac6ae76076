namespace LlmCost.AI;

/// <summary>The source of the sums in a summary.</summary>
/// <param name="instance">The id of this run of the process.</param>
/// <param name="revision">The number of calls that have ended so far; see <see cref="CostHistory.Update"/>.</param>
/// <param name="source"><c>memory</c> or <c>ledger</c>.</param>
/// <param name="since">The time from which sums are available, in seconds since 1970.</param>
/// <param name="now">The current time, in seconds since 1970.</param>
/// <param name="missing">The calls that the ledger lacks; null if the sums come from memory.</param>
internal sealed class SummaryScope(
    string instance, long revision, string source, long since, long now, MissingCalls? missing = null)
{
    /// <summary>The sums that this process keeps.</summary>
    public const string Memory = "memory";

    /// <summary>The sums that a ledger keeps, including those of other processes.</summary>
    public const string Ledger = "ledger";

    public string Instance => instance;

    public long Revision => revision;

    public string Source => source;

    public long Since => since;

    public long Now => now;

    public MissingCalls? Missing => missing;
}

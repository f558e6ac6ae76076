namespace LlmCost.AI;

/// <summary>The source of the sums in a summary.</summary>
/// <param name="Instance">The id of this run of the process.</param>
/// <param name="Revision">The number of changes so far.</param>
/// <param name="Source"><c>memory</c> or <c>ledger</c>.</param>
/// <param name="Since">The start of the known sums, in seconds since 1970.</param>
/// <param name="Now">The current time, in seconds since 1970.</param>
/// <param name="Missing">The calls that the ledger lacks; null for memory.</param>
internal sealed record SummaryScope(
    string Instance, long Revision, string Source, long Since, long Now, MissingCalls? Missing = null)
{
    /// <summary>The sums that this process keeps.</summary>
    public const string Memory = "memory";

    /// <summary>The sums that a ledger keeps, including those of other processes.</summary>
    public const string Ledger = "ledger";
}

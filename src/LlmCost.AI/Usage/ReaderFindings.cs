namespace LlmCost.AI;

/// <summary>
/// What readers found in the raw parts of one response. An object, since most calls have none and their state is cleared each
/// time.
/// </summary>
internal sealed class ReaderFindings
{
    private ReportedCounts _details;

    /// <summary>The counts as the provider reports them.</summary>
    public ref ReportedCounts Details => ref _details;

    /// <summary>What a stream reported when it began.</summary>
    public ReportedCounts Begun { get; set; }

    /// <summary>Whether the provider has reported all that a stream used.</summary>
    public bool IsComplete { get; set; }

    /// <summary>The counts that a reader has made disjoint itself.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>What the provider says it charged, in USD.</summary>
    public decimal? Cost { get; set; }
}

namespace LlmCost.AI;

/// <summary>The counts that readers found in the raw parts of one response. An object, since most calls have none and their state is copied around.</summary>
internal sealed class ReadCounts
{
    private ReportedCounts _details;

    /// <summary>The counts as the provider reports them.</summary>
    public ref ReportedCounts Details => ref _details;

    /// <summary>What a stream reported when it began.</summary>
    public ReportedCounts Begun { get; set; }

    /// <summary>Whether the provider has reported all that a stream used.</summary>
    public bool IsComplete { get; set; }
}

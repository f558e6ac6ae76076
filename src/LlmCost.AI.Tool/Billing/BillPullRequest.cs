namespace LlmCost.AI.Tool;

/// <summary>A source and its options on the command line.</summary>
internal sealed record BillPullRequest
{
    public required string Source { get; init; }

    public Uri? Endpoint { get; init; }

    /// <summary>Gets the reports of OpenAI, or <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Reports { get; init; }

    /// <summary>Gets a value indicating whether usage and costs are read from Anthropic's analytics.</summary>
    public bool UseAnalytics { get; init; }

    /// <summary>Gets the workspace of OpenRouter.</summary>
    public string? Workspace { get; init; }

    /// <summary>Gets the scope of Azure.</summary>
    public string? Scope { get; init; }
}

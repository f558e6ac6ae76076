namespace LlmCost.AI.Tool;

/// <summary>Represents the bill source and the options that the command line specifies.</summary>
internal sealed record BillPullRequest
{
    public required string Source { get; init; }

    public Uri? Endpoint { get; init; }

    /// <summary>Gets the names of OpenAI's reports that are read, or <see langword="null"/> for all reports.</summary>
    public IReadOnlyList<string>? Reports { get; init; }

    /// <summary>Gets a value indicating whether usage and costs are read from Anthropic's analytics API.</summary>
    public bool UseAnalytics { get; init; }

    /// <summary>Gets the OpenRouter workspace whose activity is read.</summary>
    public string? Workspace { get; init; }

    /// <summary>Gets the Azure scope: a subscription, resource group or billing account.</summary>
    public string? Scope { get; init; }
}

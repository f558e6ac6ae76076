namespace LlmCost.AI;

/// <summary>Options for <see cref="AnthropicBillSource"/>.</summary>
public sealed class AnthropicBillOptions
{
    /// <summary>Gets or sets the base URL of the API. Default: <c>https://api.anthropic.com/v1/</c>.</summary>
    public Uri Endpoint { get; set; } = new("https://api.anthropic.com/v1/");

    /// <summary>Gets or sets a value indicating whether usage is read. Default: <see langword="true"/>.</summary>
    public bool IncludeUsage { get; set; } = true;

    /// <summary>Gets or sets the report from which costs are read. Default: <see cref="AnthropicCostReport.Cost"/>.</summary>
    public AnthropicCostReport CostReport { get; set; } = AnthropicCostReport.Cost;

    /// <summary>
    /// Gets or sets the name of the organization in <see cref="BillBucket.Scope"/>. It is required only if one file contains the
    /// bills of several organizations. Default: empty.
    /// </summary>
    public string Scope { get; set; } = "";
}

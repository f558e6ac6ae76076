namespace LlmCost.AI;

/// <summary>Options for <see cref="OpenRouterBillSource"/>.</summary>
public sealed class OpenRouterBillOptions
{
    /// <summary>Gets or sets the base URL of the API. Default: <c>https://openrouter.ai/api/v1/</c>.</summary>
    public Uri Endpoint { get; set; } = new("https://openrouter.ai/api/v1/");

    /// <summary>
    /// Gets or sets the id of a workspace, which becomes <see cref="BillLine.Account"/> and <see cref="BillBucket.Scope"/>. The
    /// default is <see langword="null"/>, which reads the activity of all workspaces, without an account.
    /// </summary>
    public string? WorkspaceId { get; set; }
}

namespace LlmCost.AI;

/// <summary>Options for <see cref="AzureBillSource"/>.</summary>
public sealed class AzureBillOptions
{
    /// <summary>Gets or sets the base URL of the management API. Default: <c>https://management.azure.com/</c>.</summary>
    public Uri Endpoint { get; set; } = new("https://management.azure.com/");

    /// <summary>
    /// Gets or sets the scope of the costs: a subscription, a resource group or a billing account, such as
    /// <c>subscriptions/00000000-0000-0000-0000-000000000000</c>. Required.
    /// </summary>
    public string Scope { get; set; } = "";

    /// <summary>
    /// Gets or sets the services whose costs are read, as values of Azure's dimension <c>ServiceName</c>. If the list is empty,
    /// all costs of the scope are read. The default is <c>Foundry Models</c> and its earlier name, <c>Azure OpenAI</c>.
    /// </summary>
    public IReadOnlyList<string> ServiceNames { get; set; } = ["Foundry Models", "Azure OpenAI"];
}

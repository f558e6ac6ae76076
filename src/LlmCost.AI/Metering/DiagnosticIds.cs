namespace LlmCost.AI;

/// <summary>
/// The ids of compiler diagnostics that this package raises in code that uses it. <c>DIAGNOSTICS.md</c> lists them.
/// </summary>
internal static class DiagnosticIds
{
    /// <summary>The id for APIs that meter a modality whose interface in Microsoft.Extensions.AI is experimental.</summary>
    public const string ExperimentalModality = "LLMCOST001";

    /// <summary>The page of the package, whose README lists the ids.</summary>
    public const string UrlFormat = "https://www.nuget.org/packages/LlmCost.AI";
}

using Microsoft.CodeAnalysis;

namespace LlmCost.AI.Analyzers;

/// <summary>Contains the rules. The file <c>DIAGNOSTICS.md</c> of the package LlmCost.AI describes each of them.</summary>
internal static class Rules
{
    public const string MeterOrderId = "LLMCOST101";
    public const string BlockingObserverId = "LLMCOST102";
    public const string UndisposedScopeId = "LLMCOST103";

    /// <summary>The page of the package LlmCost.AI. Its README lists the ids of all diagnostics.</summary>
    public const string HelpLink = "https://www.nuget.org/packages/LlmCost.AI#diagnostics";

    private const string Usage = "Usage";

    public static readonly DiagnosticDescriptor MeterOrder = new(
        MeterOrderId,
        "UseCostMetering() is outside a cache or function invocation",
        "UseCostMetering() is outside {0}(), so {1}. Move it to the end of the chain, next to the provider's client.",
        Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Outside a cache, the meter bills cached responses. Outside function invocation, it sees only the sum of several calls.",
        HelpLink);

    public static readonly DiagnosticDescriptor BlockingObserver = new(
        BlockingObserverId,
        "An observer blocks",
        "{0}() runs before each call returns, and '{1}' blocks it. Pass the record to a channel or queue, and process it there.",
        Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Observers are called before a call returns to its caller. An observer that blocks delays every call.",
        HelpLink);

    public static readonly DiagnosticDescriptor UndisposedScope = new(
        UndisposedScopeId,
        "A scope, tally, run or watch is not disposed",
        "'{0}' is not disposed, so later calls in this flow belong to it, too. Use a 'using' declaration or statement.",
        Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A scope, tally, run or watch applies to all calls of the flow until it is disposed.",
        HelpLink);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LlmCost.AI.Analyzers;

/// <summary>Finds meters that are outside of a cache or of function invocation in the same builder chain.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MeterOrderAnalyzer : DiagnosticAnalyzer
{
    private const string UseCostMetering = "UseCostMetering";
    private const string Namespace = "Microsoft.Extensions.AI";

    private static readonly ImmutableDictionary<string, string> s_outer = ImmutableDictionary<string, string>.Empty
        .Add("UseDistributedCache", "cached responses are metered as if they were billed")
        .Add("UseFunctionInvocation", "all its calls are metered as one, or not at all if the last one fails");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.MeterOrder);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var meter = (IInvocationOperation)context.Operation;
        if (!IsMeter(meter.TargetMethod))
        {
            return;
        }

        IInvocationOperation? wrong = null;
        for (var next = Next(meter); next is not null; next = Next(next))
        {
            // If there is another meter further inside, it sees the actual calls. The outer meter is harmless, because nested
            // meters count a call once.
            if (IsMeter(next.TargetMethod))
            {
                return;
            }

            if (wrong is null && s_outer.ContainsKey(next.TargetMethod.Name) && IsIn(next.TargetMethod, Namespace))
            {
                wrong = next;
            }
        }

        if (wrong is not null)
        {
            var name = wrong.TargetMethod.Name;
            context.ReportDiagnostic(Diagnostic.Create(Rules.MeterOrder, Name(meter), name, s_outer[name]));
        }
    }

    private static bool IsMeter(IMethodSymbol method) =>
        method.Name == UseCostMetering && IsIn(method, Namespace) && method.ContainingAssembly.Name == "LlmCost.AI";

    private static bool IsIn(IMethodSymbol method, string space) => method.ContainingNamespace.ToDisplayString() == space;

    /// <summary>Returns the next call in the chain, which adds a client further inside.</summary>
    private static IInvocationOperation? Next(IOperation operation)
    {
        var parent = operation.Parent;
        return parent switch
        {
            IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation next }
                when next.TargetMethod.IsExtensionMethod => next,
            IInvocationOperation next when next.Instance == operation => next,
            _ => null,
        };
    }

    private static Location Name(IInvocationOperation invocation) =>
        invocation.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member }
            ? member.Name.GetLocation()
            : invocation.Syntax.GetLocation();
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LlmCost.AI.Analyzers;

/// <summary>Finds observers that block by waiting for a task or sleeping.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingObserverAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> s_blocking = ImmutableHashSet.Create(
        "System.Threading.Tasks.Task.Wait",
        "System.Threading.Tasks.Task.WaitAll",
        "System.Threading.Tasks.Task.WaitAny",
        "System.Threading.Thread.Sleep");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rules.BlockingObserver);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var members = ImmutableArray.Create("LlmCost.AI.ICostObserver", "LlmCost.AI.IBudgetObserver")
                .Select(start.Compilation.GetTypeByMetadataName)
                .OfType<INamedTypeSymbol>()
                .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
                .ToImmutableArray();
            if (!members.IsEmpty)
            {
                start.RegisterOperationBlockAction(block => Analyze(block, members));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, ImmutableArray<IMethodSymbol> members)
    {
        if (context.OwningSymbol is not IMethodSymbol method || !members.Any(member => Implements(method, member)))
        {
            return;
        }

        var operations = context.OperationBlocks.SelectMany(OnThePathOfTheCall).ToList();

        // If the code checks whether a task is completed, it is assumed not to wait for the task.
        var asks = operations.OfType<IPropertyReferenceOperation>()
            .Any(reference => reference.Property.Name.StartsWith("IsCompleted", StringComparison.Ordinal));
        foreach (var operation in operations)
        {
            if (Blocking(operation, asks) is { } name)
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(Rules.BlockingObserver, operation.Syntax.GetLocation(), method.Name, name));
            }
        }
    }

    private static bool Implements(IMethodSymbol method, IMethodSymbol member)
    {
        for (var one = method; one is not null; one = one.OverriddenMethod)
        {
            var implementation = one.ContainingType.FindImplementationForInterfaceMember(member);
            if (SymbolEqualityComparer.Default.Equals(implementation, one))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Returns all operations except operations in lambdas and local functions, which can run later or on another thread.
    /// </summary>
    private static IEnumerable<IOperation> OnThePathOfTheCall(IOperation operation) =>
        operation is IAnonymousFunctionOperation or ILocalFunctionOperation
            ? Enumerable.Empty<IOperation>()
            : operation.ChildOperations.SelectMany(OnThePathOfTheCall).Prepend(operation);

    /// <summary>Returns the name of the blocking member, or <see langword="null"/> if the operation does not block.</summary>
    private static string? Blocking(IOperation operation, bool asks) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Result", ContainingType: var type } }
            when !asks && type.Name is "Task" or "ValueTask" && IsIn(type, "System.Threading.Tasks") => $"{type.Name}.Result",
        IInvocationOperation { TargetMethod: { Name: "GetResult", ContainingType: var type } }
            when !asks && IsIn(type, "System.Runtime.CompilerServices") => "GetAwaiter().GetResult()",
        IInvocationOperation { TargetMethod: var method }
            when s_blocking.Contains($"{method.ContainingType.ToDisplayString()}.{method.Name}")
                && !(asks && method.Name is "Wait") => $"{method.ContainingType.Name}.{method.Name}()",
        _ => null,
    };

    private static bool IsIn(INamedTypeSymbol type, string space) => type.ContainingNamespace.ToDisplayString() == space;
}

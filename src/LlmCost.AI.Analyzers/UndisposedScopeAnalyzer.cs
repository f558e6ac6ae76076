using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LlmCost.AI.Analyzers;

/// <summary>Finds scopes, tallies, runs and watches that are begun and never disposed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UndisposedScopeAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> s_begin = ImmutableHashSet.Create(
        "LlmCost.AI.CostScope.Begin",
        "LlmCost.AI.CostTally.Begin",
        "LlmCost.AI.CostBudget.BeginRun",
        "LlmCost.AI.BudgetWatch.Begin");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rules.UndisposedScope);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var begin = (IInvocationOperation)context.Operation;
        var method = begin.TargetMethod;
        if (s_begin.Contains($"{method.ContainingType.ToDisplayString()}.{method.Name}") && IsLost(begin))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.UndisposedScope, begin.Syntax.GetLocation(), method.ReturnType.Name));
        }
    }

    /// <summary>Returns true if no code can dispose of the result.</summary>
    private static bool IsLost(IInvocationOperation begin) => begin.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } =>
            !IsUsing(declarator) && References(declarator).All(IsUseOfAMember),
        _ => false,
    };

    private static bool IsUsing(IVariableDeclaratorOperation declarator) =>
        declarator.Parent?.Parent?.Parent is IUsingDeclarationOperation or IUsingOperation;

    private static IEnumerable<ILocalReferenceOperation> References(IVariableDeclaratorOperation declarator)
    {
        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return root.Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol));
    }

    /// <summary>
    /// Returns true for uses of a local variable that can't dispose of its value. Other uses, such as passing it to a method, may
    /// dispose of it.
    /// </summary>
    private static bool IsUseOfAMember(ILocalReferenceOperation reference) => reference.Parent switch
    {
        IPropertyReferenceOperation => true,
        IInvocationOperation invocation => invocation.Instance == reference && invocation.TargetMethod.Name is not "Dispose",
        _ => false,
    };
}

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCost.AI.Analyzers.CodeFixes;

/// <summary>Disposes of a scope, tally, run or watch at the end of its block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UndisposedScopeCodeFixProvider))]
[Shared]
public sealed class UndisposedScopeCodeFixProvider : CodeFixProvider
{
    private const string Title = "Dispose at the end of the block";

    private static readonly ImmutableDictionary<string, string> s_names = ImmutableDictionary<string, string>.Empty
        .Add("CostScope", "scope")
        .Add("CostTally", "tally")
        .Add("CostRun", "run")
        .Add("BudgetWatch", "watch");

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Rules.UndisposedScopeId);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var begin = root?.FindNode(context.Span, getInnermostNodeForTie: true);

        // A switch section can't contain a 'using' declaration, and in an embedded statement, the scope would end immediately.
        if (root is null || model is null || begin?.FirstAncestorOrSelf<StatementSyntax>() is not { } statement
            || statement.Parent is not (BlockSyntax or GlobalStatementSyntax))
        {
            return;
        }

        StatementSyntax? replacement = statement switch
        {
            LocalDeclarationStatementSyntax local => local.WithoutLeadingTrivia()
                .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(local.GetLeadingTrivia()),
            ExpressionStatementSyntax => SyntaxFactory
                .ParseStatement($"using var {FreeName(model, begin)} = {begin.WithoutTrivia().ToFullString()};")
                .WithTriviaFrom(statement),
            _ => null,
        };
        if (replacement is not null)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    Title,
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(statement, replacement))),
                    Title),
                context.Diagnostics);
        }
    }

    /// <summary>Returns a name for the new local variable. The name is not in use at this position.</summary>
    private static string FreeName(SemanticModel model, SyntaxNode begin)
    {
        var type = model.GetTypeInfo(begin).Type?.Name;
        var name = type is not null && s_names.TryGetValue(type, out var known) ? known : "scope";
        var taken = model.LookupSymbols(begin.SpanStart).Select(symbol => symbol.Name).ToImmutableHashSet();
        return Enumerable.Range(1, int.MaxValue).Select(i => i is 1 ? name : $"{name}{i}").First(free => !taken.Contains(free));
    }
}

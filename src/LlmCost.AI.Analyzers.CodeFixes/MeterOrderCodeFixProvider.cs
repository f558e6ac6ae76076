using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCost.AI.Analyzers.CodeFixes;

/// <summary>Moves a meter to the end of its chain.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MeterOrderCodeFixProvider))]
[Shared]
public sealed class MeterOrderCodeFixProvider : CodeFixProvider
{
    private const string Title = "Move UseCostMetering() to the end of the chain";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Rules.MeterOrderId);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);

        // The location of the diagnostic is the name of the method. Calls without member access can't be fixed.
        if (root?.FindNode(context.Span) is SimpleNameSyntax
            {
                Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax meter } member,
            }
            && LastUse(meter) is { } last)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    Title,
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(last, Move(meter, member, last)))),
                    Title),
                context.Diagnostics);
        }
    }

    /// <summary>Returns the last call that adds a client, or null if the meter is already last.</summary>
    private static InvocationExpressionSyntax? LastUse(InvocationExpressionSyntax meter)
    {
        InvocationExpressionSyntax? last = null;
        var call = meter;
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } member
            && member.Name.Identifier.ValueText.StartsWith("Use", StringComparison.Ordinal))
        {
            last = call = next;
        }

        return last;
    }

    private static InvocationExpressionSyntax Move(
        InvocationExpressionSyntax meter, MemberAccessExpressionSyntax member, InvocationExpressionSyntax last)
    {
        var inner = last.ReplaceNode(meter, member.Expression);

        // If the chain ends the statement, its last call has no trailing line break. In this case, the two calls swap their line
        // breaks.
        var breaks = last.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        return meter
            .WithExpression(member.WithExpression(breaks ? inner : inner.WithTrailingTrivia(meter.GetTrailingTrivia())))
            .WithTrailingTrivia(breaks ? meter.GetTrailingTrivia() : last.GetTrailingTrivia());
    }
}

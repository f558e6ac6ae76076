using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LlmCost.AI.Analyzers.Tests;

/// <summary>Tests the documentation of the rules.</summary>
public sealed class RulesTests
{
    public static TheoryData<string> Ids => [.. Descriptors().Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachRule_HasASectionInTheDiagnostics_ARowInTheReadme_AndALinkToIt(string id)
    {
        Assert.Contains($"\n## {id}\n", Packed("DIAGNOSTICS.md"), StringComparison.Ordinal);
        Assert.Contains($"\n| {id} |", Packed("README.md"), StringComparison.Ordinal);
        Assert.Contains("\n## Diagnostics\n", Packed("README.md"), StringComparison.Ordinal);
        Assert.Equal(Rules.HelpLink, Descriptors().Single(rule => rule.Id == id).HelpLinkUri);
    }

    [Fact]
    public void EachAnalyzer_HasARule() => Assert.Equal(3, Descriptors().Count());

    private static IEnumerable<DiagnosticDescriptor> Descriptors() =>
        from type in typeof(MeterOrderAnalyzer).Assembly.GetTypes()
        where type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null
        from rule in ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics
        select rule;

    private static string Packed(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
}

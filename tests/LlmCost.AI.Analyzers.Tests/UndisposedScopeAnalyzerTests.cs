using LlmCost.AI.Analyzers.CodeFixes;

namespace LlmCost.AI.Analyzers.Tests;

/// <summary>Tests LLMCOST103, which reports a scope, tally, run or watch that is not disposed.</summary>
public sealed class UndisposedScopeAnalyzerTests
{
    [Theory]
    [InlineData("[|CostScope.Begin(feature: \"summarize\")|];")]
    [InlineData("_ = [|CostTally.Begin()|];")]
    [InlineData("var tally = [|CostTally.Begin()|]; Console.WriteLine(tally.Cost);")]
    [InlineData("var scope = [|CostScope.Begin(\"summarize\")|]; scope.Resume();")]
    [InlineData("var run = [|CostBudget.BeginRun(usd: 1)|]; Console.WriteLine(run.Remaining);")]
    [InlineData("var watch = [|BudgetWatch.Begin()|];")]
    [InlineData("var tally = [|CostTally.Begin()|]; Action print = () => Console.WriteLine(tally.Cost); print();")]
    public Task ScopeThatIsNeverDisposed_IsReported(string body) =>
        Verifier.AnalyzeAsync<UndisposedScopeAnalyzer>(Method(body));

    [Theory]
    [InlineData("using var tally = CostTally.Begin(); Console.WriteLine(tally.Cost);")]
    [InlineData("using (CostScope.Begin(\"summarize\")) { }")]
    [InlineData("using (var scope = CostScope.Begin(\"summarize\")) { Console.WriteLine(scope.Feature); }")]
    [InlineData("var tally = CostTally.Begin(); try { } finally { tally.Dispose(); }")]
    [InlineData("var tally = CostTally.Begin(); tally?.Dispose();")]
    [InlineData("var tally = CostTally.Begin(); using (tally) { }")]
    [InlineData("Keep(CostTally.Begin());")]
    [InlineData("var tally = CostTally.Begin(); Keep(tally);")]
    [InlineData("_kept = CostTally.Begin();")]
    [InlineData("var tally = CostTally.Begin(); _kept = tally;")]
    [InlineData("var tally = CostTally.Begin(); Action end = () => tally.Dispose(); end();")]
    [InlineData("var current = CostTally.Current; Console.WriteLine(current is null);")]
    public Task ScopeThatIsOrMayBeDisposed_IsNotReported(string body) =>
        Verifier.AnalyzeAsync<UndisposedScopeAnalyzer>(Method(body));

    [Fact]
    public Task ScopeThatIsReturned_IsNotReported() => Verifier.AnalyzeAsync<UndisposedScopeAnalyzer>("""
        static class App
        {
            public static IDisposable Begin() => CostScope.Begin("summarize");

            public static CostTally Count()
            {
                var tally = CostTally.Begin();
                tally.Resume();
                return tally;
            }
        }
        """);

    [Fact]
    public Task BeginOfAnotherType_IsNotReported() => Verifier.AnalyzeAsync<UndisposedScopeAnalyzer>("""
        static class Others
        {
            public static IDisposable Begin() => throw new NotSupportedException();

            public static void Run() => Begin();
        }
        """);

    [Fact]
    public Task Fix_OfALocal_AddsUsing() => FixAsync(
        """
        // Counts.
        var tally = [|CostTally.Begin()|]; // all of it
        Console.WriteLine(tally.Cost);
        """,
        """
        // Counts.
        using var tally = CostTally.Begin(); // all of it
        Console.WriteLine(tally.Cost);
        """);

    [Fact]
    public Task Fix_OfAStatement_DeclaresALocalWithAFreeName() => FixAsync(
        """
        using var scope = CostScope.Begin("blog");
        [|CostScope.Begin(feature: "summarize", ("team", "search"))|];
        _ = [|CostTally.Begin()|];
        """,
        """
        using var scope = CostScope.Begin("blog");
        using var scope2 = CostScope.Begin(feature: "summarize", ("team", "search"));
        using var tally = CostTally.Begin();
        """);

    private static Task FixAsync(string body, string fixedBody) =>
        Verifier.FixAsync<UndisposedScopeAnalyzer, UndisposedScopeCodeFixProvider>(Method(body), Method(fixedBody));

    private static string Method(string body) => $$"""
        sealed class App
        {
            private IDisposable? _kept;

            public void Run()
            {
        {{string.Join('\n', body.Split('\n').Select(line => $"        {line}"))}}
            }

            public void End() => _kept?.Dispose();

            private static void Keep(IDisposable scope) => scope.Dispose();
        }
        """.Replace("IDisposable?", "IDisposable", StringComparison.Ordinal);
}

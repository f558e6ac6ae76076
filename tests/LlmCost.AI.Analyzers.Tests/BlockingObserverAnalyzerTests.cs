namespace LlmCost.AI.Analyzers.Tests;

/// <summary>Tests LLMCOST102, which reports an observer that blocks.</summary>
public sealed class BlockingObserverAnalyzerTests
{
    [Theory]
    [InlineData("[|SendAsync(record).Wait()|];")]
    [InlineData("[|Task.WaitAll(SendAsync(record))|];")]
    [InlineData("[|SendAsync(record).GetAwaiter().GetResult()|];")]
    [InlineData("[|SendAsync(record).ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    [InlineData("var number = [|CountAsync(record).Result|];")]
    [InlineData("var number = [|new ValueTask<int>(1).Result|];")]
    [InlineData("if (record.IsComplete) { [|Thread.Sleep(10)|]; }")]
    public Task BlockingObserver_IsReported(string body) => Verifier.AnalyzeAsync<BlockingObserverAnalyzer>(Observer(body));

    [Theory]
    [InlineData("Console.WriteLine(record.Cost?.Total);")]
    [InlineData("_ = SendAsync(record);")]
    [InlineData("_ = Task.Run(() => SendAsync(record).Wait());")]
    [InlineData("var task = CountAsync(record); if (task.IsCompletedSuccessfully) { Console.WriteLine(task.Result); }")]
    [InlineData("lock (this) { Console.WriteLine(record.Id); }")]
    public Task ObserverThatDoesNotBlock_IsNotReported(string body) =>
        Verifier.AnalyzeAsync<BlockingObserverAnalyzer>(Observer(body));

    [Fact]
    public Task OtherMethods_MayBlock() => Verifier.AnalyzeAsync<BlockingObserverAnalyzer>("""
        sealed class Log : ICostObserver
        {
            public void OnRecorded(CostRecord record) { }

            public void OnRecorded(string text) => Thread.Sleep(10);

            public void Flush() => Task.Delay(10).Wait();
        }
        """);

    [Fact]
    public Task ExplicitImplementation_IsReported() => Verifier.AnalyzeAsync<BlockingObserverAnalyzer>("""
        sealed class Log : ICostObserver
        {
            void ICostObserver.OnRecorded(CostRecord record) => [|Thread.Sleep(10)|];
        }
        """);

    [Fact]
    public Task Override_IsReported() => Verifier.AnalyzeAsync<BlockingObserverAnalyzer>("""
        abstract class Log : ICostObserver
        {
            public abstract void OnRecorded(CostRecord record);
        }

        sealed class SlowLog : Log
        {
            public override void OnRecorded(CostRecord record) => [|Thread.Sleep(10)|];
        }
        """);

    [Fact]
    public Task BudgetObserver_IsReported() => Verifier.AnalyzeAsync<BlockingObserverAnalyzer>("""
        sealed class Alerts : IBudgetObserver
        {
            public void OnEvent(BudgetEvent budgetEvent) => [|Task.Delay(10).Wait()|];
        }
        """);

    private static string Observer(string body) => $$"""
        sealed class Log : ICostObserver
        {
            public void OnRecorded(CostRecord record)
            {
                {{body}}
            }

            private static Task SendAsync(CostRecord record) => Task.CompletedTask;

            private static Task<int> CountAsync(CostRecord record) => Task.FromResult(1);
        }
        """;
}

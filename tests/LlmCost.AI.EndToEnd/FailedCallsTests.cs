using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>Tests Prometheus' series of calls that the provider rejected or interrupted.</summary>
public sealed class FailedCallsTests(TelemetryBackend backend)
{
    private static readonly string[] Labels =
        ["gen_ai_provider_name", "gen_ai_response_model", "llmcost_feature", "llmcost_token_class"];

    [Fact]
    public async Task FailedCalls_AreCountedSeparately_AndDoNotChangeReportedUsage()
    {
        var run = await QuickstartRun.RunAsync(
            "quickstart-failing", "grpc", calls: 240, errorPercent: 40, backend, TestContext.Current.CancellationToken);

        var answered = await run.SumAsync("llmcost_calls_total", "error_type=''");
        var failed = await run.SumAsync("llmcost_calls_total", "error_type!=''");
        var reported = await run.SumAsync("llmcost_calls_total", "llmcost_usage_source='reported'");
        var reportedTokens = await run.SumAsync("llmcost_usage_tokens_total", "llmcost_usage_source='reported'", Labels);

        Assert.All(run.Books, book => Assert.True(book.RejectedCalls > 0 && book.InterruptedCalls > 0));
        Assert.Equal(run.Books.Sum(book => book.CompletedCalls), answered[""]);
        Assert.Equal(run.Books.Sum(book => book.RejectedCalls + book.InterruptedCalls), failed[""]);
        Assert.Equal(answered, reported);
        Assert.Equal(run.TokensBy(Labels).ToDictionary(sum => sum.Key, sum => (double)sum.Value), reportedTokens);
    }
}

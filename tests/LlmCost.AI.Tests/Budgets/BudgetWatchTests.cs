using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests how an app observes the budgets that apply to its calls.</summary>
public sealed class BudgetWatchTests : IDisposable
{
    private const string Prefix = "llmcost.budget.remaining.";

    private static readonly ChatOptions s_options = new() { MaxOutputTokens = 1_000 };

    private readonly TestChatClient _provider = new();
    private readonly TestMeter _meter = new(budgets: budgets => budgets
        .Add("day", budget => budget.Requests(10).OutputTokens(5_000).PerDay())
        .Add("minute", budget => budget.Requests(3).Rolling(TimeSpan.FromMinutes(1)))
        .Add("shadow", budget => budget.Requests(1).Shadow()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Statuses_AreFromTheLastCall()
    {
        using var outer = BudgetWatch.Begin();
        await CallAsync();
        using var watch = BudgetWatch.Begin();
        await CallAsync();

        Assert.Equal(
            [
                ("day", BudgetUnit.OutputTokens, 5_000m, 3_900m, (TimeSpan?)TimeSpan.FromDays(1)),
                ("day", BudgetUnit.Requests, 10m, 8m, TimeSpan.FromDays(1)),
                ("minute", BudgetUnit.Requests, 3m, 1m, TimeSpan.FromMinutes(1)),
            ],
            watch.Statuses.Select(one => (one.Budget, one.Unit, one.Limit, one.Remaining, one.WindowLength)));
        Assert.Equal(watch.Statuses, outer.Statuses);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_HasTheRemainingAmounts(bool streamed)
    {
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hello"),
            new ChatResponseUpdate(ChatRole.Assistant, " there") { FinishReason = ChatFinishReason.Stop, ResponseId = "r-1" });
        using var watch = BudgetWatch.Begin();

        var response = streamed
            ? await _meter.Client(_provider).GetStreamingResponseAsync("Hi", s_options, Token).ToChatResponseAsync(Token)
            : await CallAsync();

        Assert.Equal(
            [("day.output_tokens", 4_000.0), ("day.requests", 9.0), ("minute.requests", 2.0)],
            response.AdditionalProperties!
                .Where(one => one.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(one => (one.Key[Prefix.Length..], (double)one.Value!))
                .Order());
        Assert.False(response.AdditionalProperties!.ContainsKey("llmcost.budget.decision"));
    }

    [Fact]
    public async Task CallOutsideAWatch_HasNoProperties()
    {
        var watch = BudgetWatch.Begin();
        watch.Dispose();

        var response = await CallAsync();

        Assert.Null(response.AdditionalProperties);
        Assert.Empty(watch.Statuses);
        Assert.Null(BudgetWatch.Current);
    }

    private Task<ChatResponse> CallAsync() => _meter.Client(_provider).GetResponseAsync("Hi", s_options, Token);
}

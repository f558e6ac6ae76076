namespace LlmCost.AI.Reconciliation.Tests.Pulling;

public sealed class OpenRouterBillSourceTests
{
    private const string Activity = "/api/v1/activity";

    private const string Row = """
        {"date":"2026-11-01","model":"openai/gpt-4o","model_permaslug":"openai/gpt-4o-2024-08-06","endpoint_id":"e1",
         "provider_name":"OpenAI","usage":1.25e-2,"byok_usage_inference":0,"requests":4,"byok_requests":0,"prompt_tokens":1000,
         "completion_tokens":90,"reasoning_tokens":30}
        """;

    private readonly ImpatientClock _clock = new();

    [Fact]
    public async Task Activity_IsUsageAndCosts()
    {
        await using var server = await BillServer.StartAsync(Activity, $$"""{"data":[{{Row}}]}""");
        using var source = Source(server);

        var buckets = await source.BucketsAsync();

        Assert.Equal([BillBasis.Usage, BillBasis.Cost], buckets.Select(bucket => bucket.Basis));
        Assert.Equal([("input", 1_000), ("output", 60), ("output_reasoning", 30)], buckets[0].Lines.Units());
        Assert.Equal([4, null, null], buckets[0].Lines.Select(line => line.Requests));
        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "usage",
                Provider = "openrouter",
                Model = "openai/gpt-4o",
                Amount = 0.0125m,
                Currency = "USD",
                Raw = Row,
            },
            Assert.Single(buckets[1].Lines));
        Assert.Equal($"{Activity}?date=2026-11-01", Assert.Single(server.Requests).Address);
    }

    [Fact]
    public async Task Workspace_IsTheAccountAndTheScope()
    {
        await using var server = await BillServer.StartAsync(Activity, $$"""{"data":[{{Row}}]}""");
        using var source = Source(server, "team a");

        var buckets = await source.BucketsAsync();

        Assert.All(buckets, bucket => Assert.Equal("team a", bucket.Scope));
        Assert.All(buckets.SelectMany(bucket => bucket.Lines), line => Assert.Equal("team a", line.Account));
        Assert.EndsWith("&workspace_id=team%20a", Assert.Single(server.Requests).Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyTheLastThirtyCompleteDays_AreRequested()
    {
        await using var server = await BillServer.StartAsync(Activity, """{"data":[]}""");
        using var source = Source(server);

        var buckets = await source.BucketsAsync(LedgerPeriod.Days(new(2026, 10, 1), new(2026, 11, 30)));

        Assert.Equal((30, 60), (server.Requests.Count, buckets.Count));
        Assert.EndsWith("?date=2026-10-31", server.Requests[0].Address, StringComparison.Ordinal);
        Assert.EndsWith("?date=2026-11-29", server.Requests[^1].Address, StringComparison.Ordinal);
        Assert.Empty(await source.BucketsAsync(LedgerPeriod.Month(2026, 9)));
    }

    [Fact]
    public async Task OrdinaryKey_IsReported()
    {
        await using var server = await BillServer.StartAsync(
            context => BillServer.WriteAsync(context, 403, """{"error":{"message":"Only management keys","code":403}}"""));
        using var source = Source(server);

        Assert.Equal(
            "openrouter: 'activity' returned status 403. Use a management key; an ordinary key can't read the activity. The "
                + "provider wrote: Only management keys",
            (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task UnreadableRow_IsStoredUnchanged()
    {
        const string Unreadable = """{"model":"m","usage":0.1,"completion_tokens":1,"reasoning_tokens":2}""";
        await using var server = await BillServer.StartAsync(Activity, $$"""{"data":[{{Unreadable}}]}""");
        using var source = Source(server);

        var line = Assert.Single((await source.BucketsAsync())[0].Lines);

        Assert.Equal(
            ("activity (unreadable: reasoning_tokens is greater than completion_tokens)", Unreadable), (line.Meter, line.Raw));
    }

    [Fact]
    public async Task Generation_IsTheExactCostOfACall()
    {
        await using var server = await BillServer.StartAsync(
            "/api/v1/generation",
            """
            {"data":{"id":"gen-1","model":"openai/gpt-4o","total_cost":0.0015,"upstream_inference_cost":null,
             "cache_discount":-0.1,"is_byok":false,"cancelled":true,"native_tokens_prompt":10,"native_tokens_completion":5,
             "native_tokens_reasoning":0,"native_tokens_cached":null,"tokens_prompt":99}}
            """);
        using var source = Source(server);

        Assert.Equal(
            new OpenRouterGeneration
            {
                Id = "gen-1",
                Model = "openai/gpt-4o",
                Cost = 0.0015m,
                CacheDiscount = -0.1m,
                IsCancelled = true,
                PromptTokens = 10,
                CompletionTokens = 5,
                ReasoningTokens = 0,
            },
            await source.ReadGenerationAsync("gen-1", Bills.Cancellation));
        Assert.Equal("/api/v1/generation?id=gen-1", Assert.Single(server.Requests).Address);
    }

    [Fact]
    public async Task UnknownGeneration_IsNull_AndAGenerationWithoutACostIsAFault()
    {
        await using var server = await BillServer.StartAsync(context => context.Request.QueryString.Value == "?id=gen-2"
            ? BillServer.WriteAsync(context, 200, """{"data":{"id":"gen-2","total_cost":null}}""")
            : BillServer.WriteAsync(context, 404, """{"error":{"message":"not found"}}"""));
        using var source = Source(server);

        Assert.Null(await source.ReadGenerationAsync("gen-1", Bills.Cancellation));
        var fault = await Assert.ThrowsAsync<BillSourceException>(() => source.ReadGenerationAsync("gen-2", Bills.Cancellation));
        Assert.Contains("total_cost is missing", fault.Message);
    }

    private OpenRouterBillSource Source(BillServer server, string? workspace = null) => new(
        Bills.Credential,
        new OpenRouterBillOptions { Endpoint = new Uri(server.Address, "api/v1"), WorkspaceId = workspace },
        timeProvider: _clock);
}

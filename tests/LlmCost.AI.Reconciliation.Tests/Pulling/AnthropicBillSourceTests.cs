namespace LlmCost.AI.Reconciliation.Tests.Pulling;

public sealed class AnthropicBillSourceTests
{
    private const string Usage = "/v1/organizations/usage_report/messages";
    private const string Costs = "/v1/organizations/cost_report";
    private const string Analytics = "/v1/organizations/analytics/cost";

    private readonly ImpatientClock _clock = new();

    [Fact]
    public async Task Usage_IsMappedToUnits_IncludingNestedCacheWrites_WithoutRequests()
    {
        const string Row = """
            {"uncached_input_tokens":350,"cache_creation":{"ephemeral_5m_input_tokens":50,"ephemeral_1h_input_tokens":20},
             "cache_read_input_tokens":600,"output_tokens":90,"server_tool_use":{"web_search_requests":1},
             "model":"claude-sonnet-4-6","workspace_id":null,"api_key_id":"apikey_1","service_tier":"batch",
             "context_window":"0-200k","inference_geo":"us","new_field":1}
            """;
        await using var server = await BillServer.StartAsync(Usage, Page(Row));
        using var source = Source(server, AnthropicCostReport.None);

        var bucket = Assert.Single(await source.BucketsAsync());

        Assert.Equal(("anthropic", BillBasis.Usage, Bills.Day), (bucket.Source, bucket.Basis, bucket.Start));
        Assert.Equal(
            [
                ("input", 350), ("input_cache_read", 600), ("input_cache_write", 50), ("input_cache_write_1h", 20),
                ("output", 90), ("web_search", 1),
            ],
            bucket.Lines.Units());
        Assert.All(bucket.Lines, line => Assert.Null(line.Requests));
        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "cache_creation.ephemeral_1h_input_tokens",
                Provider = "anthropic",
                ApiKeyId = "apikey_1",
                Model = "claude-sonnet-4-6",
                Unit = "input_cache_write_1h",
                Quantity = 20,
                ServiceTier = "batch",
                Region = "us",
                Raw = Row,
            },
            bucket.Lines[3]);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith(
            $"{Usage}?starting_at=2026-11-01T00:00:00Z&ending_at=2026-11-02T00:00:00Z&bucket_width=1d&limit=31"
                + "&group_by[]=api_key_id",
            Uri.UnescapeDataString(request.Address),
            StringComparison.Ordinal);
        Assert.Equal((Bills.Key, "2023-06-01"), (request.Headers["x-api-key"], request.Headers["anthropic-version"]));
    }

    [Fact]
    public async Task NullUsage_CreatesNoLines()
    {
        await using var server = await BillServer.StartAsync(
            Usage,
            Page(
                """
                {"uncached_input_tokens":1,"cache_creation":null,"cache_read_input_tokens":null,"output_tokens":0,
                 "server_tool_use":null,"model":null}
                """));
        using var source = Source(server, AnthropicCostReport.None);

        Assert.Equal([("input", 1)], Assert.Single(await source.BucketsAsync()).Lines.Units());
    }

    [Fact]
    public async Task Amount_IsInCents()
    {
        const string Row = """
            {"amount":"123.45","currency":"USD","cost_type":"tokens","token_type":"cache_creation.ephemeral_5m_input_tokens",
             "model":"claude-sonnet-4-6","description":"Claude Sonnet 4.6 cache write","service_tier":"standard",
             "context_window":"0-200k","inference_geo":null,"workspace_id":"wrkspc_1"}
            """;
        await using var server = await BillServer.StartAsync(Costs, Page(Row));
        using var source = Source(server, AnthropicCostReport.Cost, includeUsage: false);

        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "Claude Sonnet 4.6 cache write",
                Provider = "anthropic",
                Account = "wrkspc_1",
                Model = "claude-sonnet-4-6",
                Unit = "input_cache_write",
                Amount = 1.2345m,
                Currency = "USD",
                ServiceTier = "standard",
                Raw = Row,
            },
            Assert.Single(Assert.Single(await source.BucketsAsync()).Lines));
    }

    [Theory]
    [InlineData("\"0.000000000000123\"", "web_search", "web_search", BillLineKind.Usage, "0.00000000000000123")]
    [InlineData("\"-5\"", "tokens", null, BillLineKind.Credit, "-0.05")]
    [InlineData("7", "code_execution", null, BillLineKind.Usage, "0.07")]
    [InlineData("\"1e2\"", "carbon_offset", null, BillLineKind.Unknown, "1")]
    public async Task OtherCosts(string amount, string type, string? unit, BillLineKind kind, string expected)
    {
        await using var server = await BillServer.StartAsync(
            Costs, Page($$"""{"amount":{{amount}},"currency":"usd","cost_type":"{{type}}","description":null}"""));
        using var source = Source(server, AnthropicCostReport.Cost, includeUsage: false);

        var line = Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);

        Assert.Equal(
            (kind, type, unit, decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), "USD"),
            (line.Kind, line.Meter, line.Unit, line.Amount, line.Currency));
    }

    [Fact]
    public async Task UnreadableRow_IsStoredUnchanged()
    {
        const string Row = """{"amount":null,"currency":"USD"}""";
        await using var server = await BillServer.StartAsync(Costs, Page(Row));
        using var source = Source(server, AnthropicCostReport.Cost, includeUsage: false);

        var line = Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);

        Assert.Equal(
            (BillLineKind.Unknown, "cost_report (unreadable: amount is missing)", Row), (line.Kind, line.Meter, line.Raw));
    }

    [Fact]
    public async Task CostsOfToday_AreNotRequested()
    {
        await using var server = await BillServer.StartAsync(new Dictionary<string, string>
        {
            [Usage] = """{"data":[],"has_more":false,"next_page":null}""",
            [Costs] = """{"data":[],"has_more":false,"next_page":null}""",
        });
        using var source = Source(server, AnthropicCostReport.Cost);

        var buckets = await source.BucketsAsync(LedgerPeriod.Days(new(2026, 11, 29), new(2026, 11, 30)));

        Assert.Equal(
            [(BillBasis.Usage, 29), (BillBasis.Usage, 30), (BillBasis.Cost, 29)],
            buckets.Select(bucket => (bucket.Basis, bucket.Start.Day)));
        Assert.Contains("ending_at=2026-11-30T00", server.Requests[1].Address);
    }

    [Fact]
    public async Task MorePagesWithoutAToken_StopTheRead()
    {
        await using var server = await BillServer.StartAsync(Usage, """{"data":[],"has_more":true,"next_page":null}""");
        using var source = Source(server, AnthropicCostReport.None);

        Assert.Contains("no token for the next page", (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task OrdinaryKey_IsReported()
    {
        await using var server = await BillServer.StartAsync(
            context => BillServer.WriteAsync(context, 401, $$$"""{"error":{"message":"invalid {{{Bills.Key[..12]}}}"}}"""));
        using var source = Source(server, AnthropicCostReport.Cost);

        Assert.Equal(
            "anthropic: 'usage_report/messages' returned status 401. The credential is not valid, or has expired. Use an admin "
                + "key of the organization (sk-ant-admin…), not an ordinary API key.",
            (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task Analytics_HaveCostsByKey_AndDaysPastTheWatermarkArePending()
    {
        await using var server = await BillServer.StartAsync(new Dictionary<string, string>
        {
            [Analytics] = $$"""
                {"data_refreshed_at":"2026-11-02T06:00:00Z","has_more":true,"next_page":"p2","data":[{{AnalyticsRow(1, "250")}}]}
                """,
            [$"{Analytics}?page=p2"] = $$"""
                {"data_refreshed_at":"2026-11-02T06:00:00Z","has_more":false,"next_page":null,"data":[{{AnalyticsRow(2, "0.5")}}]}
                """,
        });
        using var source = Source(server, AnthropicCostReport.Analytics, includeUsage: false);

        var buckets = await source.BucketsAsync(LedgerPeriod.Days(new(2026, 11, 1), new(2026, 11, 2)));

        Assert.Equal([false, true], buckets.Select(bucket => bucket.IsPending));
        Assert.Equal(
            [(2.5m, "wrkspc_1", "apikey_1", 3), (0.005m, "wrkspc_1", "apikey_1", 3)],
            buckets.SelectMany(bucket => bucket.Lines).Select(line => (line.Amount, line.Account, line.ApiKeyId, line.Requests)));
        Assert.Equal("analytics-usage-cost-2026-08-24", server.Requests[1].Headers["anthropic-beta"]);
    }

    [Fact]
    public async Task Analytics_HaveUsageByKey_WithRequests()
    {
        await using var server = await BillServer.StartAsync(new Dictionary<string, string>
        {
            ["/v1/organizations/analytics/usage"] = """
                {"data_refreshed_at":"2026-11-03T06:00:00Z","has_more":false,"next_page":null,"data":[
                {"starting_at":"2026-11-01T00:00:00Z","ending_at":"2026-11-02T00:00:00Z",
                "group":{"workspace_id":"wrkspc_1","api_key_id":"apikey_1","model":"claude-sonnet-4-6","service_tier":"batch",
                "inference_geo":"us"},"usage":{"uncached_input_tokens":350,"cache_read_input_tokens":600,"output_tokens":90,
                "cache_creation":{"ephemeral_5m_input_tokens":50,"ephemeral_1h_input_tokens":20},
                "server_tool_use":{"web_search_requests":1},"total_tokens":1110,"requests":4}}]}
                """,
            [Analytics] = $$"""{"has_more":false,"data":[{{AnalyticsRow(1, "250", "\"requests\":7")}}]}""",
        });
        using var source = Source(server, AnthropicCostReport.Analytics);

        var buckets = await source.BucketsAsync();

        Assert.Equal([BillBasis.Usage, BillBasis.Cost], buckets.Select(bucket => bucket.Basis));
        Assert.Equal(
            [
                ("input", 350), ("input_cache_read", 600), ("input_cache_write", 50), ("input_cache_write_1h", 20),
                ("output", 90), ("web_search", 1),
            ],
            buckets[0].Lines.Units());
        Assert.Equal([4, null, null, null, null, null], buckets[0].Lines.Select(line => line.Requests));
        Assert.All(buckets[0].Lines, line => Assert.Equal(
            ("wrkspc_1", "apikey_1", "claude-sonnet-4-6", "batch", "us"),
            (line.Account, line.ApiKeyId, line.Model, line.ServiceTier, line.Region)));
        Assert.Equal(7, Assert.Single(buckets[1].Lines).Requests);
        Assert.All(server.Requests, request =>
        {
            Assert.Contains("/analytics/", request.Address, StringComparison.Ordinal);
            Assert.Equal("analytics-usage-cost-2026-08-24", request.Headers["anthropic-beta"]);
        });
    }

    [Fact]
    public async Task Analytics_WithAnExpiredPosition_StartAgain()
    {
        var seconds = 0;
        await using var server = await BillServer.StartAsync(context => context.Request.Query.ContainsKey("page")
            ? ++seconds is 1
                ? BillServer.WriteAsync(context, 410, """{"error":{"message":"expired"}}""")
                : BillServer.WriteAsync(context, 200, $$"""{"has_more":false,"data":[{{AnalyticsRow(1, "2")}}]}""")
            : BillServer.WriteAsync(context, 200, $$"""{"has_more":true,"next_page":"p2","data":[{{AnalyticsRow(1, "1")}}]}"""));
        using var source = Source(server, AnthropicCostReport.Analytics, includeUsage: false);

        var bucket = Assert.Single(await source.BucketsAsync());

        Assert.Equal([0.01m, 0.02m], bucket.Lines.Select(line => line.Amount));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Analytics_WhosePositionAlwaysExpires_StopTheRead()
    {
        await using var server = await BillServer.StartAsync(context => BillServer.WriteAsync(context, 410, ""));
        using var source = Source(server, AnthropicCostReport.Analytics, includeUsage: false);

        Assert.Contains("has expired 3 times", (await source.FaultAsync()).Message);
    }

    private static string Page(params string[] rows) => $$"""
        {"data":[{"starting_at":"2026-11-01T00:00:00Z","ending_at":"2026-11-02T00:00:00Z",
        "results":[{{string.Join(',', rows)}}]}],"has_more":false,"next_page":null}
        """;

    private static string AnalyticsRow(int day, string cents, string more = "\"list_amount\":null") => $$"""
        {"starting_at":"2026-11-0{{day}}T00:00:00Z","ending_at":"2026-11-0{{day + 1}}T00:00:00Z",
        "group":{"workspace_id":"wrkspc_1","api_key_id":"apikey_1","model":"claude-sonnet-4-6","service_tier":"standard"},
        "cost":{"amount":"{{cents}}","currency":"USD",{{more}}},"requests":3}
        """;

    private AnthropicBillSource Source(BillServer server, AnthropicCostReport costs, bool includeUsage = true) => new(
        Bills.Credential,
        new AnthropicBillOptions
        {
            Endpoint = new Uri(server.Address, "v1/"),
            IncludeUsage = includeUsage,
            CostReport = costs,
        },
        timeProvider: _clock);
}

namespace LlmCost.AI.Reconciliation.Tests.Pulling;

public sealed class OpenAIBillSourceTests
{
    private const string Completions = "/v1/organization/usage/completions";
    private const string Costs = "/v1/organization/costs";

    private readonly ImpatientClock _clock = new();

    [Fact]
    public async Task Completions_AreMappedToUnits_AndRequestsAreOnOneLine()
    {
        const string Row = """
            {"object":"organization.usage.completions.result","input_tokens":1000,"input_uncached_tokens":350,
             "input_cached_tokens":600,"input_cache_write_tokens":50,"input_text_tokens":350,"input_audio_tokens":0,
             "input_image_tokens":0,"output_tokens":90,"output_text_tokens":90,"num_model_requests":4,"project_id":"proj_a",
             "model":"gpt-4o-2024-08-06","batch":false,"service_tier":null,"user_id":null,"api_key_id":"key_1","new_field":[7]}
            """;
        await using var server = await BillServer.StartAsync(Completions, Page(Row));
        using var source = Source(server, "completions");

        var bucket = Assert.Single(await source.BucketsAsync());

        Assert.Equal(
            ("openai", BillBasis.Usage, Bills.Day, Bills.Day.AddDays(1), false),
            (bucket.Source, bucket.Basis, bucket.Start, bucket.End, bucket.IsPending));
        Assert.Equal(
            [("input", 350), ("input_cache_read", 600), ("input_cache_write", 50), ("output", 90)], bucket.Lines.Units());
        Assert.Equal([4, null, null, null], bucket.Lines.Select(line => line.Requests));
        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "input_text_tokens",
                Provider = "openai",
                Account = "proj_a",
                ApiKeyId = "key_1",
                Model = "gpt-4o-2024-08-06",
                Unit = "input",
                Quantity = 350,
                Requests = 4,
                Raw = Row,
            },
            bucket.Lines[0]);
        Assert.Equal(
            $"{Completions}?start_time=1793491200&end_time=1793577600&bucket_width=1d&limit=31&group_by=project_id"
                + "&group_by=api_key_id&group_by=model&group_by=batch&group_by=service_tier",
            Assert.Single(server.Requests).Address);
    }

    [Fact]
    public async Task Completions_WithAudio_AndWithoutTheNewerFields_AreMapped()
    {
        await using var server = await BillServer.StartAsync(
            Completions,
            Page(
                """
                {"input_tokens":1000,"input_cached_tokens":300,"input_cached_audio_tokens":100,"input_audio_tokens":200,
                 "output_tokens":90,"output_audio_tokens":60,"num_model_requests":1,"model":"gpt-4o","batch":true}
                """,
                """{"input_tokens":0,"output_tokens":0,"num_model_requests":3,"model":"gpt-4o","service_tier":"flex"}"""));
        using var source = Source(server, "completions");

        var lines = Assert.Single(await source.BucketsAsync()).Lines;

        Assert.Equal(
            [
                ("input", 500), ("input_audio", 200), ("input_cache_read", 200), ("input_audio_cache_read", 100), ("output", 30),
                ("output_audio", 60), ("input", 0),
            ],
            lines.Units());
        Assert.Equal("batch", lines[0].ServiceTier);
        Assert.Equal(("flex", 3), (lines[^1].ServiceTier, lines[^1].Requests));
    }

    [Fact]
    public async Task OtherReports_AreLinesOfTheSameDay()
    {
        await using var server = await BillServer.StartAsync(new Dictionary<string, string>
        {
            [Completions] = Page(),
            [Usage("embeddings")] = Page("""{"input_tokens":7,"num_model_requests":2,"model":"text-embedding-3-small"}"""),
            [Usage("moderations")] = Page("""{"input_tokens":8,"num_model_requests":1,"model":"omni-moderation"}"""),
            [Usage("images")] = Page("""{"images":3,"num_model_requests":1,"model":"dall-e-3"}"""),
            [Usage("audio_speeches")] = Page("""{"characters":45,"num_model_requests":1,"model":"tts-1"}"""),
            [Usage("audio_transcriptions")] = Page("""{"seconds":61,"num_model_requests":1,"model":"whisper-1"}"""),
            [Usage("vector_stores")] = Page("""{"usage_bytes":1024,"project_id":"proj_a"}"""),
            [Usage("code_interpreter_sessions")] = Page("""{"num_sessions":5,"project_id":"proj_a"}"""),
            [Usage("file_search_calls")] = Page("""{"num_requests":6}"""),
            [Usage("web_search_calls")] = Page("""{"num_requests":9,"model":"gpt-4o"}"""),
            [Costs] = Page(),
        });
        using var source = Source(server);

        var buckets = await source.BucketsAsync();

        Assert.Equal([BillBasis.Usage, BillBasis.Cost], buckets.Select(bucket => bucket.Basis));
        Assert.Equal(
            [
                ("input", 7), ("input", 8), ("image", 3), ("character", 45), ("input_audio_second", 61), (null, 1024),
                ("code_interpreter_session", 5), ("file_search", 6), ("web_search", 9),
            ],
            buckets[0].Lines.Units());
        Assert.Equal([2, 1, 1, 1, 1, null, null, null, null], buckets[0].Lines.Select(line => line.Requests));
        Assert.Empty(buckets[1].Lines);
    }

    [Theory]
    [InlineData("1.25", "1.25")]
    [InlineData("1.2500000000000002", "1.2500000000000002")]
    [InlineData("\"0.06\"", "0.06")]
    [InlineData("1.5e-7", "0.00000015")]
    [InlineData("\"2E+2\"", "200")]
    public async Task Amount_IsExact_AsNumberAndAsText(string value, string expected)
    {
        var line = await LineOfCostsAsync(Cost(value, "usd", "gpt-4o, input"));

        Assert.Equal(
            (decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), "USD", BillLineKind.Usage),
            (line.Amount, line.Currency, line.Kind));
    }

    [Fact]
    public async Task NegativeAmount_IsACredit_AndOtherCurrenciesAreKept()
    {
        var line = await LineOfCostsAsync(Cost("-2.5", "eur", "credits"));

        Assert.Equal((BillLineKind.Credit, -2.5m, "EUR", null), (line.Kind, line.Amount, line.Currency, line.Model));
    }

    [Theory]
    [InlineData("gpt-4o, input", "tokens", "gpt-4o", "input", 500)]
    [InlineData("gpt-4o-2024-08-06, cached input", "1000_tokens", "gpt-4o-2024-08-06", "input_cache_read", 500_000)]
    [InlineData("gpt-4o, output", "furlongs", "gpt-4o", null, 500)]
    [InlineData("gpt-77, input", "tokens", null, null, 500)]
    [InlineData("gpt-4o, tuning", "tokens", null, null, 500)]
    [InlineData("gpt-4o, batch, input", "tokens", null, null, 500)]
    [InlineData("whisper", "duration_minutes", null, null, 30_000)]
    public async Task LineItem_IsSplitIfBothHalvesAreKnown(
        string item, string quantityUnit, string? model, string? unit, int quantity)
    {
        var line = await LineOfCostsAsync(Cost("1", "usd", item, "500.0", quantityUnit));

        Assert.Equal(
            (item, model, unit, quantity, quantityUnit), (line.Meter, line.Model, line.Unit, line.Quantity, line.QuantityUnit));
    }

    [Theory]
    [InlineData("""{"amount":null,"line_item":"gpt-4o, input"}""", "amount is missing")]
    [InlineData("""{"amount":{"value":"many","currency":"usd"}}""", "value is not a number")]
    [InlineData("""{"amount":{"value":1}}""", "amount.currency is missing")]
    [InlineData("\"nothing\"", "the row is of the type String")]
    public async Task UnreadableRow_IsStoredUnchanged_AndOtherRowsAreRead(string row, string reason)
    {
        await using var server = await BillServer.StartAsync(Costs, Page(row, Cost("1", "usd", "gpt-4o, input")));
        using var source = Source(server, "costs");

        var lines = Assert.Single(await source.BucketsAsync()).Lines;

        Assert.Equal((BillLineKind.Unknown, row), (lines[0].Kind, lines[0].Raw));
        Assert.Equal($"costs (unreadable: {reason})", lines[0].Meter);
        Assert.Equal(1, lines[1].Amount);
    }

    [Fact]
    public async Task ContradictoryCounts_AreUnreadable()
    {
        await using var server = await BillServer.StartAsync(
            Completions, Page("""{"input_tokens":100,"input_cached_tokens":200,"output_tokens":1,"model":"gpt-4o"}"""));
        using var source = Source(server, "completions");

        var line = Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);

        Assert.Equal("usage/completions (unreadable: input_tokens is not the sum of its parts)", line.Meter);
    }

    [Fact]
    public async Task AllPages_AreReadWithTheSameQuery_AndDaysWithoutLinesAreEmpty()
    {
        await using var server = await BillServer.StartAsync(new Dictionary<string, string>
        {
            [Costs] = Page(1793491200, "true", "\"page 2\"", Cost("1", "usd", "a")),
            [$"{Costs}?page=page 2"] = Page(1793664000, "false", "null", Cost("3", "usd", "c")),
        });
        using var source = Source(server, "costs");

        var buckets = await source.BucketsAsync(LedgerPeriod.Days(new(2026, 11, 1), new(2026, 11, 4)));

        Assert.Equal([1, 0, 1, 0], buckets.Select(bucket => bucket.Lines.Count));
        Assert.Equal(
            [Bills.Day, Bills.Day.AddDays(1), Bills.Day.AddDays(2), Bills.Day.AddDays(3)],
            buckets.Select(bucket => bucket.Start));
        Assert.Equal(server.Requests[0].Address + "&page=page%202", server.Requests[1].Address);
    }

    [Theory]
    [InlineData("true", "null", "no token for the next page")]
    [InlineData("true", "\"again\"", "returned a second time")]
    [InlineData("\"yes\"", "null", "has_more is of the type String")]
    public async Task ContradictoryPages_StopTheRead(string hasMore, string next, string expected)
    {
        await using var server = await BillServer.StartAsync(
            context => BillServer.WriteAsync(context, 200, $$"""{"data":[],"has_more":{{hasMore}},"next_page":{{next}}}"""));
        using var source = Source(server, "costs");

        Assert.Contains(expected, (await source.FaultAsync()).Message);
    }

    [Theory]
    [InlineData("""{"data":{}}""", "'data' is not a list")]
    [InlineData("[]", "the page is of the type Array")]
    [InlineData("""{"data":[{"start_time":1793491200}]}""", "'results' is not a list")]
    [InlineData("""{"data":[{"results":[]}]}""", "start_time is missing")]
    [InlineData("""{"data":[{"start_time":1793491201,"results":[]}]}""", "is not a requested day")]
    [InlineData(
        """{"data":[{"start_time":1793491200,"results":[]},{"start_time":1793491200,"results":[]}]}""", "was returned twice")]
    [InlineData("<html>", "is not JSON")]
    public async Task UnexpectedFormat_StopsTheRead(string body, string expected)
    {
        await using var server = await BillServer.StartAsync(Costs, body);
        using var source = Source(server, "costs");

        Assert.Contains(expected, (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task Refusal_IsReportedWithThePermission_ButWithoutTheKey()
    {
        await using var server = await BillServer.StartAsync(context => BillServer.WriteAsync(
            context, 403, $$$"""{"error":{"message":"Missing scopes: api.usage.read for {{{Bills.Key}}}"}}"""));
        using var source = Source(server, "costs");

        var fault = await source.FaultAsync();

        Assert.Equal(
            "openai: 'costs' returned status 403. Use an admin key of the organization (sk-admin-…) with the permission "
                + "api.usage.read. The provider wrote: Missing scopes: api.usage.read for ***",
            fault.Message);
        Assert.DoesNotContain(Bills.Key, fault.ToString());
        Assert.DoesNotContain(Bills.Key, Assert.Single(server.Requests).Address);
        Assert.Equal($"Bearer {Bills.Key}", server.Requests[0].Headers["Authorization"]);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("with blank")]
    [InlineData("")]
    public async Task InvalidKey_IsNotInTheMessage(string key)
    {
        await using var server = await BillServer.StartAsync(Costs, Page());
        using var source = new OpenAIBillSource(_ => new(key), Options(server, "costs"), timeProvider: _clock);

        var fault = await source.FaultAsync();

        Assert.StartsWith("openai: the credential ", fault.Message, StringComparison.Ordinal);
        Assert.True(key.Length is 0 || !fault.ToString().Contains(key, StringComparison.Ordinal));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task TooManyRequests_AreRetried_AfterTheTimeThatTheProviderStates()
    {
        var answers = 0;
        await using var server = await BillServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "17";
            return ++answers switch
            {
                1 => BillServer.WriteAsync(context, 429, ""),
                2 => BillServer.WriteAsync(context, 503, "busy"),
                _ => BillServer.WriteAsync(context, 200, Page(Cost("1", "usd", "a"))),
            };
        });
        using var source = Source(server, "costs");

        Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);
        Assert.Equal([TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(17)], _clock.Waits);
    }

    [Fact]
    public async Task Fault_IsRetriedWithIncreasingDelays_AndThenReported()
    {
        await using var server = await BillServer.StartAsync(context => BillServer.WriteAsync(context, 500, ""));
        using var source = Source(server, "costs");

        var fault = await source.FaultAsync();

        Assert.Contains("returned status 500. The provider has an internal error.", fault.Message);
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(5, _clock.Waits.Count);

        // The waits grow exponentially. Five constant waits of 2 s, with jitter, would add up to less.
        Assert.True(_clock.Waits.Sum(wait => wait.TotalSeconds) > 15);
    }

    [Fact]
    public async Task RequestedWaitOfAnHour_IsReportedInsteadOfAwaited()
    {
        await using var server = await BillServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return BillServer.WriteAsync(context, 429, "");
        });
        using var source = Source(server, "costs");

        Assert.Contains("Try again in 3600 s.", (await source.FaultAsync()).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var server = await BillServer.StartAsync(context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return BillServer.WriteAsync(context, 302, "");
        });
        using var source = Source(server, "costs");

        Assert.Contains("Redirects are not followed", (await source.FaultAsync()).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Today_IsPending_AndTheFutureIsNotRequested()
    {
        await using var server = await BillServer.StartAsync(Costs, """{"data":[],"has_more":false}""");
        using var source = Source(server, "costs");

        var buckets = await source.BucketsAsync(LedgerPeriod.Days(new(2026, 11, 29), new(2026, 12, 31)));

        Assert.Equal(
            [(new DateTime(2026, 11, 29), false), (new DateTime(2026, 11, 30), true)],
            buckets.Select(bucket => (bucket.Start.Date, bucket.IsPending)));
    }

    [Theory]
    [InlineData("http://api.example.com/v1")]
    [InlineData("https://user:pw@api.example.com/v1")]
    [InlineData("https://api.example.com/v1?key=1")]
    [InlineData("ftp://localhost/")]
    public void EndpointThatIsUnsafeForAKey_IsRejected(string endpoint) =>
        Assert.Throws<ArgumentException>(
            () => new OpenAIBillSource(Bills.Credential, new OpenAIBillOptions { Endpoint = new Uri(endpoint) }));

    [Fact]
    public void UnknownReport_IsRejected() =>
        Assert.Contains(
            "There is no report 'invoices'.",
            Assert.Throws<ArgumentException>(
                () => new OpenAIBillSource(Bills.Credential, new OpenAIBillOptions { Reports = ["invoices"] })).Message);

    private static OpenAIBillOptions Options(BillServer server, params string[] reports) => new()
    {
        Endpoint = new Uri(server.Address, "v1"),
        Reports = reports.Length > 0 ? reports : OpenAIBillOptions.AllReports,
    };

    private static string Usage(string report) => $"/v1/organization/usage/{report}";

    private static string Page(params string[] rows) => Page(1793491200, "false", "null", rows);

    private static string Page(long start, string hasMore, string next, params string[] rows) => $$"""
        {"object":"page","has_more":{{hasMore}},"next_page":{{next}},"data":[{"object":"bucket","start_time":{{start}},
        "end_time":{{start + 86_400}},"results":[{{string.Join(',', rows)}}]}]}
        """;

    private static string Cost(
        string value, string currency, string item, string quantity = "null", string? quantityUnit = null) => $$"""
        {"object":"organization.costs.result","amount":{"value":{{value}},"currency":"{{currency}}"},"line_item":"{{item}}",
        "project_id":"proj_a","api_key_id":null,"quantity":{{quantity}},
        "quantity_unit":{{(quantityUnit is null ? "null" : $"\"{quantityUnit}\"")}}}
        """;

    /// <summary>Reads a cost report with one row for one day, and returns the line of the bill.</summary>
    private async Task<BillLine> LineOfCostsAsync(string row)
    {
        await using var server = await BillServer.StartAsync(Costs, Page(row));
        using var source = Source(server, "costs");
        return Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);
    }

    private OpenAIBillSource Source(BillServer server, params string[] reports) =>
        new(Bills.Credential, Options(server, reports), timeProvider: _clock);
}

using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the sums on the page equal the sums of the records, to the last digit.</summary>
public sealed class SummaryTests
{
    private const int Day = 86_400;

    private static readonly (string Provider, string Model)[] s_models =
    [
        ("openai", "gpt-4o"), ("openai", "gpt-5-mini"), ("anthropic", "claude-haiku-4-5"), ("openai", "no-such-model"),
    ];

    [Theory]
    [InlineData(1, 600, 15)]
    [InlineData(2, 3_600, 60)]
    [InlineData(3, 86_400, 900)]
    [InlineData(4, 30 * Day, Day)]
    public async Task Sums_OfAnyRange_MatchTheRecords(int seed, int seconds, int bucket)
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:MetricTags:0", "team"));
        var random = new Random(seed);
        var start = (app.Now / bucket * bucket) + bucket;
        app.Clock.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(start));
        for (var call = 0; call < 300; call++)
        {
            var (provider, model) = s_models[random.Next(s_models.Length)];
            app.Call(
                model,
                provider,
                random.Next(100_000),
                random.Next(5_000),
                random.Next(3) is 0 ? random.Next(50_000) : 0,
                random.Next(3) is 0 ? null : $"feature-{random.Next(3)}",
                random.Next(20) is 0 ? CallOutcome.Failed : CallOutcome.Completed,
                random.Next(10) is 0 ? random.Next(1, 1_000_000) / 1e9m : null,
                ("team", $"team-{random.Next(3)}"));
            app.Clock.Advance(TimeSpan.FromTicks(random.NextInt64(2 * TimeSpan.TicksPerSecond * seconds / 300)));
        }

        var edges = Enumerable.Range(0, (int)Math.Min(400, ((app.Now - start) / bucket) + 2))
            .Select(i => start + ((long)i * bucket)).ToList();
        foreach (var by in new[] { "model", "feature", "provider", "operation", "class", "tag:team" })
        {
            var summary = await app.GetJsonAsync($"summary?edges={string.Join(',', edges)}&by={by}&rows=500");

            var within = app.Records.All.Where(record => Seconds(record) < edges[^1]).ToList();
            AssertSums(within, summary.GetProperty("total"));
            var buckets = summary.GetProperty("buckets").EnumerateArray().ToList();
            for (var i = 0; i < buckets.Count; i++)
            {
                var (from, to) = (edges[i], edges[i + 1]);
                AssertSums([.. within.Where(record => Seconds(record) >= from && Seconds(record) < to)], buckets[i]);
            }

            var total = Total(within);
            Assert.Equal(total, summary.GetProperty("rows").EnumerateArray().Sum(row => row.GetProperty("total").UsdOrZero()));
            var groups = summary.GetProperty("groups").EnumerateArray().ToList();
            Assert.Equal(total, groups.Sum(group => group.Amounts("usd").Sum()));
            Assert.Equal(
                groups.Select(group => group.Amounts("usd")).Aggregate((a, b) => a.Zip(b, (x, y) => x + y)),
                groups[0].Amounts("stacked"));
        }
    }

    [Fact]
    public async Task Row_ContainsTheCallsOfItsGroup()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4o", input: 1_000_000, output: 0);
        app.Call("gpt-4o", input: 2_000_000, output: 0);
        app.Call("claude-haiku-4-5", "anthropic", input: 1_000_000, output: 0);
        app.Call("claude-haiku-4-5", "aws.bedrock", input: 0, output: 0, reportedCost: 0);

        var rows = (await app.GetSummaryAsync()).GetProperty("rows").EnumerateArray().ToList();

        Assert.Equal(["gpt-4o", "claude-haiku-4-5"], rows.Select(row => row.Text("name")));
        Assert.Equal(["openai", "anthropic, aws.bedrock"], rows.Select(row => string.Join(
            ", ", row.GetProperty("providers").EnumerateArray().Select(provider => provider.GetString()))));
        Assert.Equal(7.5m, rows[0].GetProperty("total").Usd());
        Assert.Equal(2, rows[0].GetProperty("total").Count("calls"));
        Assert.Equal(3.75m, rows[0].GetProperty("total").Usd("usdPerCall"));
        Assert.Equal(2.5m, rows[0].GetProperty("total").Usd("usdPerMillion"));
        Assert.Equal((2.5m, 5m), (rows[0].Usd("p50"), rows[0].Usd("p95")));
        Assert.Equal(7.5 / 8.5, rows[0].GetProperty("share").GetDouble(), precision: 12);
    }

    [Fact]
    public async Task CallWithoutAPrice_IsCounted_AndItsCostIsNotZero()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("no-such-model");

        var total = (await app.GetSummaryAsync()).GetProperty("total");

        Assert.Equal(JsonValueKind.Null, total.GetProperty("usd").ValueKind);
        Assert.Equal(1, total.Count("unpriced"));
    }

    [Fact]
    public async Task FailedCall_IsNotCountedAsUnpriced()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat", ProviderName = "openai", Model = "gpt-4o", Outcome = CallOutcome.Failed,
        });

        var total = (await app.GetSummaryAsync()).GetProperty("total");

        Assert.Equal((1, 0, 1), (total.Count("failed"), total.Count("unpriced"), total.Count("calls")));
    }

    [Fact]
    public async Task ReadsFromTheCache_SaveTheDifferenceToUncachedInput()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4o", input: 0, cached: 1_000_000, output: 0);

        var total = (await app.GetSummaryAsync()).GetProperty("total");

        // Per million tokens, uncached input costs 2.50 USD, and input from the cache costs 1.25 USD.
        Assert.Equal((1.25m, 1.25m), (total.Usd(), total.Usd("cacheSavings")));
    }

    [Fact]
    public async Task Before_IsThePreviousRangeOfTheSameLength()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call(input: 1_000_000, output: 0);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        app.Call(input: 2_000_000, output: 0);

        var summary = await app.GetJsonAsync($"summary?edges={app.Now - 300},{app.Now + 60}&before={app.Now - 660}");

        Assert.Equal((5m, 2.5m), (summary.GetProperty("total").Usd(), summary.GetProperty("before").Usd()));
        Assert.True(summary.GetProperty("beforeIsPartial").GetBoolean());
    }

    [Theory]
    [InlineData("&model=gpt-4o", 2)]
    [InlineData("&model=gpt-4o&model=gpt-5-mini", 3)]
    [InlineData("&feature=search", 2)]
    [InlineData("&feature=", 1)]
    [InlineData("&model=gpt-4o&feature=search", 1)]
    [InlineData("&tag:team=a", 1)]
    [InlineData("&provider=anthropic", 0)]
    public async Task Filter_SelectsCalls(string filter, int calls)
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:MetricTags:0", "team"));
        app.Call("gpt-4o", feature: "search", tags: ("team", "a"));
        app.Call("gpt-4o");
        app.Call("gpt-5-mini", feature: "search");

        Assert.Equal(calls, (await app.GetSummaryAsync(query: filter)).GetProperty("total").Count("calls"));
        Assert.Equal(calls, (await app.GetJsonAsync("calls?sort=newest" + filter)).Count("total"));
    }

    [Fact]
    public async Task SeriesBeyondTheLimit_AreAddedUpAsOther()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:Dashboard:MaxSeries", "3"));
        for (var feature = 0; feature < 10; feature++)
        {
            app.Call(feature: $"feature-{feature}");
        }

        var summary = await app.GetSummaryAsync(query: "&by=feature");

        Assert.Equal(app.Records.Total, summary.GetProperty("total").Usd());
        var other = summary.GetProperty("rows").EnumerateArray().Single(row => row.Text("name") is "other");
        Assert.Equal(7, other.GetProperty("total").Count("calls"));
        Assert.Equal(7, (await app.GetJsonAsync("quality")).Count("foldedCalls"));
    }

    [Fact]
    public async Task ClockSetBack_LosesNoCalls()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call();
        await app.GetSummaryAsync();
        app.Clock.AdjustTime(app.Clock.GetUtcNow() - TimeSpan.FromHours(2));
        app.Call();

        var summary = await app.GetJsonAsync($"summary?edges={app.Now},{app.Now + Day}");

        Assert.Equal(2, summary.GetProperty("total").Count("calls"));
    }

    [Fact]
    public async Task Sums_AreRemovedAfterTheHistory()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:Dashboard:History", "1.00:00:00"));
        app.Call();
        await app.GetSummaryAsync();
        app.Clock.Advance(TimeSpan.FromDays(3));
        app.Call();

        var summary = await app.GetJsonAsync($"summary?edges={app.Now - (10 * Day)},{app.Now + 60}");

        Assert.Equal(1, summary.GetProperty("total").Count("calls"));
    }

    [Fact]
    public async Task Projection_ContinuesTheRateOfTheMonthSoFar()
    {
        await using var app = await DashboardApp.StartAsync();
        var noon = app.Clock.GetUtcNow();
        var rest = new DateTimeOffset(noon.Year, noon.Month, 1, 0, 0, 0, default).AddMonths(1) - noon.AddHours(2);
        app.Call(input: 4_000_000, output: 0);
        app.Clock.Advance(TimeSpan.FromHours(2));

        var projection = (await app.GetSummaryAsync()).GetProperty("projection");

        // The app has spent 10 USD in two hours.
        Assert.Equal(decimal.Round(10 + (5 * (decimal)rest.TotalHours), 2), projection.Usd());
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("summary?edges=1")]
    [InlineData("summary?edges=2,1")]
    [InlineData("summary?edges=1,x")]
    [InlineData("summary?edges=1,99999999999999")]
    [InlineData("summary?edges=1,2&by=user")]
    [InlineData("summary?edges=5,6&before=5")]
    [InlineData("calls?sort=best")]
    [InlineData("calls?take=100000")]
    [InlineData("calls.csv?sort=best")]
    [InlineData("prices/explain")]
    [InlineData("prices/explain?provider=openai&model=%20")]
    public async Task InvalidQuery_IsRejectedWithTheReason(string query)
    {
        await using var app = await DashboardApp.StartAsync();

        using var response = await app.GetAsync($"/llmcost/api/{query}");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(JsonDocument.Parse(text).RootElement.Text("title")!);
    }

    private static long Seconds(CostRecord record) => (record.Timestamp + record.Duration).ToUnixTimeSeconds();

    private static decimal Total(IEnumerable<CostRecord> records) => records.Sum(record => record.Cost?.Total ?? 0);

    private static void AssertSums(List<CostRecord> records, JsonElement sums)
    {
        var priced = records.Where(record => record.Cost is not null).ToList();
        var unpriced = records.Count(record => record.UnpricedReason is not UnpricedReason.None);
        Assert.Equal(records.Count, sums.Count("calls"));
        Assert.Equal(unpriced, sums.Count("unpriced"));
        Assert.Equal(records.Count(record => record.Outcome is CallOutcome.Failed), sums.Count("failed"));
        Assert.Equal(records.Count(record => record.PriceSource is PriceSource.Provider), sums.Count("reported"));
        Assert.Equal(records.Sum(record => record.Usage.TotalInput), sums.Count("input"));
        Assert.Equal(records.Sum(record => record.Usage.InputCacheRead), sums.Count("cached"));
        Assert.Equal(records.Sum(record => record.Usage.TotalOutput), sums.Count("output"));
        Assert.Equal(priced.Count is 0 && unpriced > 0, sums.GetProperty("usd").ValueKind is JsonValueKind.Null);
        Assert.Equal(Total(records), sums.UsdOrZero());
    }
}

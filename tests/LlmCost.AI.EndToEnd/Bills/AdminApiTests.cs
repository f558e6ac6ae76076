using System.Globalization;
using System.Net;
using System.Text.Json;
using LlmCost.AI.EndToEnd.Apps;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>The admin APIs of the simulated provider report the contents of its ledger in the documented format.</summary>
public sealed class AdminApiTests : IAsyncLifetime
{
    private const long OctoberFirst = 1790812800;
    private const string Since = "start_time=1790812800";
    private const string AnthropicSince = "starting_at=2026-10-01T00:00:00Z";

    private const string Costs = $"v1/organization/costs?{Since}";
    private const string Completions = $"v1/organization/usage/completions?{Since}";
    private const string CostReport = $"v1/organizations/cost_report?{AnthropicSince}";
    private const string Messages = $"v1/organizations/usage_report/messages?{AnthropicSince}";

    private static readonly DateTimeOffset s_first = DateTimeOffset.FromUnixTimeSeconds(OctoberFirst);
    private static readonly DateTimeOffset s_now = s_first.AddDays(12).AddHours(15);

    private ProviderSimulator? _provider;
    private AdminClient? _client;

    private BillingLedger Books => _provider!.Ledger;

    private AdminClient Admin => _client!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _provider = await ProviderSimulator.StartAsync(
            timeProvider: new HurriedTime { Fixed = s_now }, cancellationToken: TestContext.Current.CancellationToken);
        _client = new AdminClient(_provider.Address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();

        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    [Fact]
    public async Task OneOpenAICall_IsReportedWithItsDocumentedFields()
    {
        Books.Bill(Call("openai", "gpt-4o-2024-11-20", s_first.AddHours(5)) with
        {
            Tokens = new BilledTokens(Input: 1_000, CacheRead: 600, CacheWrite: 0, Output: 60, Reasoning: 30),
            Account = "proj_a",
        });

        var usage = Assert.Single(await Admin.RowsAsync(
            $"{Completions}&group_by=model&group_by=project_id"
            + "&group_by=service_tier&group_by=batch"));
        var cost = await Admin.RowsAsync($"{Costs}&group_by=line_item&group_by=project_id");

        Assert.Equal(1_600, usage.GetProperty("input_tokens").GetInt64());
        Assert.Equal(1_000, usage.GetProperty("input_uncached_tokens").GetInt64());
        Assert.Equal(600, usage.GetProperty("input_cached_tokens").GetInt64());
        Assert.Equal(90, usage.GetProperty("output_tokens").GetInt64());
        Assert.Equal(1, usage.GetProperty("num_model_requests").GetInt64());
        Assert.Equal("gpt-4o-2024-11-20", usage.GetProperty("model").GetString());
        Assert.Equal("proj_a", usage.GetProperty("project_id").GetString());
        Assert.Equal("default", usage.GetProperty("service_tier").GetString());
        Assert.False(usage.GetProperty("batch").GetBoolean());
        Assert.Equal(JsonValueKind.Null, usage.GetProperty("api_key_id").ValueKind);
        Assert.Equal(
            [
                "gpt-4o-2024-11-20, cached input: 600.0 tokens, 0.00075 usd, proj_a",
                "gpt-4o-2024-11-20, input: 1000.0 tokens, 0.0025 usd, proj_a",
                "gpt-4o-2024-11-20, output: 90.0 tokens, 0.0009 usd, proj_a",
            ],
            cost.Select(row => $"{row.GetProperty("line_item")}: {row.GetProperty("quantity").GetRawText()} "
                + $"{row.GetProperty("quantity_unit")}, {Normalized(row.GetProperty("amount").GetProperty("value"))} "
                + $"{row.GetProperty("amount").GetProperty("currency")}, {row.GetProperty("project_id")}"));
    }

    [Fact]
    public async Task OneAnthropicCall_IsReportedWithNestedCacheCreation_AndCentsAsText()
    {
        Books.Bill(Call("anthropic", "claude-sonnet-4-5-20250929", s_first.AddHours(5)) with
        {
            Tokens = new BilledTokens(Input: 350, CacheRead: 600, CacheWrite: 50, Output: 80, Reasoning: 10),
            WebSearches = 3,
        });

        var usage = Assert.Single(await Admin.RowsAsync(
            $"{Messages}&group_by[]=model&group_by[]=service_tier"));
        var cost = await Admin.RowsAsync(
            $"{CostReport}&group_by[]=workspace_id&group_by[]=description");

        Assert.Equal(350, usage.GetProperty("uncached_input_tokens").GetInt64());
        Assert.Equal(600, usage.GetProperty("cache_read_input_tokens").GetInt64());
        Assert.Equal(50, usage.GetProperty("cache_creation").GetProperty("ephemeral_5m_input_tokens").GetInt64());
        Assert.Equal(90, usage.GetProperty("output_tokens").GetInt64());
        Assert.Equal(3, usage.GetProperty("server_tool_use").GetProperty("web_search_requests").GetInt64());
        Assert.Equal("standard", usage.GetProperty("service_tier").GetString());
        Assert.Equal(JsonValueKind.Null, usage.GetProperty("workspace_id").ValueKind);
        Assert.Equal(
            [
                "tokens cache_creation.ephemeral_5m_input_tokens 0.01875",
                "tokens cache_read_input_tokens 0.018",
                "tokens output_tokens 0.135",
                "tokens uncached_input_tokens 0.105",
                "web_search  3",
            ],
            cost.Select(row =>
                    $"{row.GetProperty("cost_type")} {row.GetProperty("token_type")} {Normalized(row.GetProperty("amount"))}")
                .Order(StringComparer.Ordinal));
        Assert.All(cost, row => Assert.Equal(JsonValueKind.String, row.GetProperty("amount").ValueKind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(31)]
    public async Task AllPages_OfAllDays_AddUpToTheProvidersLedger(int limit)
    {
        BillManyCalls();

        var usage = await Admin.BucketsAsync(
            $"{Completions}&limit={limit}&group_by=model&group_by=project_id");
        var embeddings = await Admin.BucketsAsync(
            $"v1/organization/usage/embeddings?{Since}&limit={limit}&group_by=model&group_by=project_id");
        var messages = await Admin.BucketsAsync(
            $"{Messages}&limit={limit}&group_by[]=model&group_by[]=workspace_id");

        Assert.Equal(Enumerable.Range(0, 13).Select(day => s_first.AddDays(day)), usage.Select(StartOf));
        Assert.Equal(usage.Select(StartOf), messages.Select(StartOf));
        Assert.Equal(
            Sums(entry => entry.Key is { Provider: "openai", Operation: "chat" }, entry => entry.Tokens.Prompt),
            Sums(usage, "project_id", row => row.GetProperty("input_tokens").GetInt64()));
        Assert.Equal(
            Sums(entry => entry.Key is { Provider: "openai", Operation: "chat" }, entry => entry.Requests),
            Sums(usage, "project_id", row => row.GetProperty("num_model_requests").GetInt64()));
        Assert.Equal(
            Sums(entry => entry.Key is { Provider: "openai", Operation: "embeddings" }, entry => entry.Tokens.Prompt),
            Sums(embeddings, "project_id", row => row.GetProperty("input_tokens").GetInt64()));
        Assert.Equal(
            Sums(entry => entry.Key.Provider is "anthropic", entry => entry.Tokens.Completion),
            Sums(messages, "workspace_id", row => row.GetProperty("output_tokens").GetInt64()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&group_by=project_id")]
    [InlineData("&group_by=line_item&group_by=api_key_id&group_by=project_id")]
    public async Task OpenAICosts_InAnyGrouping_AddUpToTheExactAmount(string groups)
    {
        BillManyCalls();

        var rows = await Admin.RowsAsync($"{Costs}&limit=180{groups}");

        Assert.Equal(
            Books.Books.Where(entry => entry.Key.Provider is "openai").Sum(entry => entry.Cost),
            rows.Sum(row => row.GetProperty("amount").GetProperty("value").GetDecimal()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&group_by[]=description&group_by[]=workspace_id")]
    public async Task AnthropicCosts_AddUpToTheExactCentsOfPastDays(string groups)
    {
        BillManyCalls();

        var buckets = await Admin.BucketsAsync($"{CostReport}&limit=4{groups}");

        Assert.Equal(s_first.AddDays(11), buckets.Select(StartOf).Last());
        Assert.Equal(
            100 * Books.Books.Where(entry => entry.Key.Provider is "anthropic" && entry.Key.Hour < s_first.AddDays(12))
                .Sum(entry => entry.Cost),
            buckets.SelectMany(bucket => bucket.GetProperty("results").EnumerateArray())
                .Sum(row => decimal.Parse(row.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Filters_AndHours_SelectEntries()
    {
        Books.Bill(Call("openai", "gpt-4o", s_first.AddHours(5).AddMinutes(59)) with { Account = "proj_a" });
        Books.Bill(Call("openai", "gpt-4o", s_first.AddHours(6)) with { Account = "proj_b" });
        Books.Bill(Call("openai", "gpt-4o-mini", s_first.AddHours(6)) with { Account = "proj_a", ServiceTier = "batch" });

        var hours = await Admin.BucketsAsync(
            $"{Completions}&end_time={OctoberFirst + (8 * 3_600)}"
            + "&bucket_width=1h&project_ids=proj_a");
        var batch = await Admin.RowsAsync($"{Completions}&batch=true&group_by=batch");

        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 0], hours.Select(bucket => bucket.GetProperty("results")
            .EnumerateArray().Sum(row => row.GetProperty("num_model_requests").GetInt64())));
        Assert.True(Assert.Single(batch).GetProperty("batch").GetBoolean());
    }

    [Fact]
    public async Task DaysWithoutCalls_AndReportsWithoutCalls_HaveEmptyBuckets()
    {
        var days = await Admin.BucketsAsync($"v1/organization/usage/images?{Since}");
        var costs = await Admin.BucketsAsync(CostReport);

        Assert.Equal(13, days.Count);
        Assert.Equal(12, costs.Count);
        Assert.All(days.Concat(costs), bucket => Assert.Equal(0, bucket.GetProperty("results").GetArrayLength()));
    }

    [Theory]
    [InlineData(Costs, "Authorization", "Bearer sk-proj-ordinary", HttpStatusCode.Forbidden)]
    [InlineData(Costs, "Authorization", "Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData(Completions, "Authorization", "Bearer sk-ordinary", HttpStatusCode.Forbidden)]
    [InlineData(CostReport, "x-api-key", "sk-ant-api03-ordinary", HttpStatusCode.Forbidden)]
    [InlineData(CostReport, "x-other", "sk-ant-admin-x", HttpStatusCode.Unauthorized)]
    [InlineData(Messages, "x-api-key", "sk-admin-of-openai", HttpStatusCode.Forbidden)]
    public async Task KeysOfOtherUsers_AreRejected(string query, string header, string value, HttpStatusCode expected)
    {
        var (status, body) = await Admin.GetAsync(query, header, value);

        Assert.Equal(expected, status);
        Assert.NotEqual("", body.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("v1/organization/costs", "start_time")]
    [InlineData("v1/organization/costs?start_time=yesterday", "start_time")]
    [InlineData($"{Costs}&end_time=1790812800", "end_time")]
    [InlineData($"{Costs}&bucket_width=1h", "bucket_width")]
    [InlineData($"{Costs}&group_by=model", "group_by")]
    [InlineData($"{Costs}&limit=181", "limit")]
    [InlineData($"{Costs}&page=page_1", "page")]
    [InlineData($"{Costs}&colour=red", "colour")]
    [InlineData($"{CostReport}&ending_at=2026-10-14T00:00:00Z", "days")]
    [InlineData($"{Messages}&limit=0", "limit")]
    public async Task InvalidParameters_AreReported(string query, string name)
    {
        var (status, body) = await Admin.GetAsync(query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(name, body.GetProperty("error").GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PageOfAnotherQuery_IsRejected()
    {
        var (_, page) = await Admin.GetAsync($"{Messages}&limit=2");
        var token = page.GetProperty("next_page").GetString();

        var (status, _) = await Admin.GetAsync($"{Messages}&limit=3&page={token}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    private static BilledCall Call(string provider, string model, DateTimeOffset time) => new()
    {
        Provider = provider,
        Model = model,
        Time = time,
        Tokens = new BilledTokens(Input: 100, CacheRead: 0, CacheWrite: 0, Output: 10, Reasoning: 0),
    };

    private static DateTimeOffset StartOf(JsonElement bucket) => bucket.TryGetProperty("start_time", out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64())
        : bucket.GetProperty("starting_at").GetDateTimeOffset();

    private static string Normalized(JsonElement amount) =>
        decimal.Parse(amount.ToString(), CultureInfo.InvariantCulture).ToString("0.############", CultureInfo.InvariantCulture);

    private static SortedDictionary<string, long> Sums(
        IReadOnlyList<JsonElement> buckets, string account, Func<JsonElement, long> value) => Sums(
            from bucket in buckets
            from row in bucket.GetProperty("results").EnumerateArray()
            select ($"{StartOf(bucket):yyyy-MM-dd} {row.GetProperty(account)} {row.GetProperty("model")}", value(row)));

    private static SortedDictionary<string, long> Sums(IEnumerable<(string Key, long Value)> values) => new(
        values.GroupBy(pair => pair.Key, pair => pair.Value).ToDictionary(group => group.Key, group => group.Sum()),
        StringComparer.Ordinal);

    private SortedDictionary<string, long> Sums(Func<BookEntry, bool> includes, Func<BookEntry, long> value) => Sums(
        Books.Books.Where(includes)
            .Select(entry => ($"{entry.Key.Day:yyyy-MM-dd} {entry.Key.Account} {entry.Key.Model}", value(entry))));

    private void BillManyCalls()
    {
        var random = new Random(20);
        int[] days = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12];
        string[] models = ["gpt-4o-2024-11-20", "gpt-5.1", "claude-haiku-4-5-20251001", "claude-opus-4-5", "an-unknown-model"];

        for (var call = 0; call < 400; call++)
        {
            var model = models[random.Next(models.Length)];
            var isEmbedding = random.Next(8) is 0;
            var isAnthropic = model.StartsWith("claude", StringComparison.Ordinal) && !isEmbedding;

            // There are no calls on the first day or the seventh day.
            var day = days[random.Next(days.Length)];

            Books.Bill(new BilledCall
            {
                Provider = isAnthropic ? "anthropic" : "openai",
                Model = isEmbedding ? "text-embedding-3-small" : model,
                Operation = isEmbedding ? "embeddings" : "chat",
                Account = random.Next(3) is 0 ? null : $"account_{random.Next(2)}",
                ApiKeyId = $"key_{random.Next(2)}",
                ServiceTier = random.Next(6) is 0 ? "batch" : null,
                Time = s_first.AddDays(day).AddSeconds(random.Next(86_400)),
                Tokens = new BilledTokens(
                    random.Next(1, 5_000),
                    random.Next(5_000),
                    isAnthropic ? random.Next(900) : 0,
                    isEmbedding ? 0 : random.Next(700),
                    isEmbedding ? 0 : random.Next(90)),
                WebSearches = isEmbedding ? 0 : random.Next(3),
            });
        }
    }
}

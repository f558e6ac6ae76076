using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Apps;
using Quickstart;

namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>The Quickstart's recorded history and the bills that it serves for these calls.</summary>
public sealed partial class ServedBillsTests
{
    private const string Unpriced = "blog-tuned-1";

    private static readonly DateTimeOffset s_first = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_today = s_first.AddDays(60);

    // 120 calls of gpt-4o-mini with 3,000 input, 1,024 cached and 250 output tokens each.
    private static readonly DailySum s_script = new(120 * 4_274, 120, 120 * 0.0006768m);

    [Fact]
    public async Task Bills_AgreeWithTheLedgerToTheLastDigit_ExceptForUnmeteredAndUnpricedCalls()
    {
        var folder = Directory.CreateTempSubdirectory("served-bills-");

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            await using var output = new AwaitedOutput(last: "llmcost reconcile");
            var command = HistoryCommand.RunAsync(
                new HistoryOptions(folder, ServesBills: true, Port: 0, HasUnmeteredCalls: true),
                output,
                new HurriedTime { Fixed = s_today.AddHours(12) },
                stop.Token);

            if (await Task.WhenAny(command, output.Text) == command)
            {
                Assert.Fail($"The command has ended with {await command}.");
            }

            var text = await output.Text;
            var address = Address().Match(text).Value;
            var metered = await MeteredAsync(folder.FullName);
            var billed = await BilledAsync(new Uri(address));
            await stop.CancelAsync();

            Assert.Equal(0, await command);
            Assert.Contains($"pull openai --ledger {folder} --endpoint {address}v1", text, StringComparison.Ordinal);
            Assert.Contains($"reconcile --ledger {folder} --month 2026-11 --by day,model", text, StringComparison.Ordinal);
            AssertBilledButUnpriced(metered, billed);
            Assert.Equal(AddScript(metered).Where(IsPriced), billed.Where(IsPriced));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsPriced(KeyValuePair<string, DailySum> day) => !day.Key.EndsWith(Unpriced, StringComparison.Ordinal);

    private static void AssertBilledButUnpriced(
        SortedDictionary<string, DailySum> metered, SortedDictionary<string, DailySum> billed)
    {
        var days = metered.Where(day => !IsPriced(day)).ToList();

        Assert.NotEmpty(days);
        Assert.All(days, day => Assert.Equal(0, day.Value.Cost));
        Assert.All(days, day => Assert.Equal(day.Value, billed[day.Key] with { Cost = 0 }));
        Assert.All(days, day => Assert.True(billed[day.Key].Cost > 0));
    }

    private static SortedDictionary<string, DailySum> AddScript(SortedDictionary<string, DailySum> metered)
    {
        var sums = new SortedDictionary<string, DailySum>(metered, StringComparer.Ordinal);

        for (var night = 1; night <= UnmeteredScript.Nights; night++)
        {
            sums[Key(s_today.AddDays(-night), UnmeteredScript.Model)] += s_script;
        }

        return sums;
    }

    private static async Task<SortedDictionary<string, DailySum>> MeteredAsync(string folder)
    {
        var sums = new SortedDictionary<string, DailySum>(StringComparer.Ordinal);
        var query = new LedgerTotalsQuery { Period = new LedgerPeriod { Start = s_first, End = s_today } };

        await foreach (var total in CostLedger.Open(folder).ReadTotalsAsync(query, TestContext.Current.CancellationToken))
        {
            Add(sums, Key(total.Start, total.Key.Model!), new DailySum(
                total.InputTokens + total.OutputTokens, total.Key.ProviderName is "openai" ? total.Calls : 0, total.Cost));
        }

        return sums;
    }

    private static async Task<SortedDictionary<string, DailySum>> BilledAsync(Uri address)
    {
        var sums = new SortedDictionary<string, DailySum>(StringComparer.Ordinal);
        using var admin = new AdminClient(address);
        var since = $"start_time={s_first.ToUnixTimeSeconds()}&limit=31";
        const string anthropicSince = "starting_at=2026-10-01T00:00:00Z&limit=31";

        await AddAsync($"v1/organization/usage/completions?{since}&group_by=model", row => (
            row.GetProperty("model").GetString()!,
            new DailySum(
                Long(row, "input_tokens") + Long(row, "output_tokens"), Long(row, "num_model_requests"), 0)));
        await AddAsync($"v1/organization/usage/embeddings?{since}&group_by=model", row => (
            row.GetProperty("model").GetString()!,
            new DailySum(Long(row, "input_tokens"), Long(row, "num_model_requests"), 0)));
        await AddAsync($"v1/organization/costs?{since}&group_by=line_item", row => (
            row.GetProperty("line_item").GetString()!.Split(", ")[0],
            new DailySum(0, 0, row.GetProperty("amount").GetProperty("value").GetDecimal())));
        await AddAsync($"v1/organizations/usage_report/messages?{anthropicSince}&group_by[]=model", row => (
            row.GetProperty("model").GetString()!,
            new DailySum(
                Long(row, "uncached_input_tokens") + Long(row, "cache_read_input_tokens")
                    + Long(row.GetProperty("cache_creation"), "ephemeral_5m_input_tokens") + Long(row, "output_tokens"),
                0,
                0)));
        await AddAsync($"v1/organizations/cost_report?{anthropicSince}&group_by[]=description", row => (
            row.GetProperty("model").GetString()!,
            new DailySum(0, 0, decimal.Parse(row.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) / 100)));

        return sums;

        async Task AddAsync(string query, Func<JsonElement, (string Model, DailySum Sum)> read)
        {
            foreach (var bucket in await admin.BucketsAsync(query))
            {
                var day = bucket.TryGetProperty("start_time", out var seconds)
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64())
                    : bucket.GetProperty("starting_at").GetDateTimeOffset();

                foreach (var row in bucket.GetProperty("results").EnumerateArray())
                {
                    var (model, sum) = read(row);
                    Add(sums, Key(day, model), sum);
                }
            }
        }
    }

    private static void Add(SortedDictionary<string, DailySum> sums, string key, DailySum sum) =>
        sums[key] = sums.GetValueOrDefault(key) + sum;

    private static string Key(DateTimeOffset day, string model) => $"{day:yyyy-MM-dd} {model}";

    private static long Long(JsonElement row, string name) => row.GetProperty(name).GetInt64();

    [GeneratedRegex("http://127.0.0.1:[0-9]+/")]
    private static partial Regex Address();
}

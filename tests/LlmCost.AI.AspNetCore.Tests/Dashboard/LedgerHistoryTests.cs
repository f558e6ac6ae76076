using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using nietras.SeparatedValues;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the dashboard reads older calls, which were made before the process started, from the ledger.</summary>
public sealed class LedgerHistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("model")]
    [InlineData("class")]
    [InlineData("tag:team")]
    public async Task SumsSurviveARestart(string by)
    {
        IReadOnlyCollection<CostRecord> before;
        DateTimeOffset restart;
        await using (var first = await StartAsync())
        {
            for (var call = 0; call < 40; call++)
            {
                first.Call(
                    call % 5 is 0 ? "no-such-model" : "gpt-4o",
                    input: 1_000 + call,
                    cached: call * 11,
                    output: call,
                    feature: $"f{call % 3}",
                    outcome: call % 7 is 0 ? CallOutcome.Failed : CallOutcome.Completed,
                    reportedCost: call % 4 is 0 ? 0.0001234567m : null,
                    tags: ("team", $"t{call % 2}"));
                first.Clock.Advance(TimeSpan.FromMinutes(30));
            }

            (before, restart) = (first.Records.All, first.Clock.GetUtcNow());
        }

        await using var app = await StartAsync(restart);
        app.Call(input: 5_000, tags: ("team", "t0"));
        await app.App.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);
        var records = before.Concat(app.Records.All).ToList();

        var summary = await app.GetJsonAsync($"summary?edges={app.Now - 86_400},{app.Now - 43_200},{app.Now + 60}&by={by}");

        Assert.Equal("ledger", summary.Text("source"));
        var total = summary.GetProperty("total");
        Assert.Equal(records.Count, total.Count("calls"));
        Assert.Equal(records.Sum(record => record.Cost?.Total ?? 0), total.Usd());
        Assert.Equal(records.Count(record => record.UnpricedReason is not UnpricedReason.None), total.Count("unpriced"));
        Assert.Equal(records.Count(record => record.PriceSource is PriceSource.Provider), total.Count("reported"));
        Assert.Equal(records.Sum(record => record.Usage.TotalInput), total.Count("input"));
        Assert.Equal(records.Sum(record => record.Usage.TotalOutput), total.Count("output"));
        Assert.Equal(JsonValueKind.Null, total.GetProperty("cacheSavings").ValueKind);
        Assert.Equal(before.Min(record => record.Timestamp), summary.GetProperty("since").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("missing").ValueKind);
        Assert.Equal(total.Usd(), summary.GetProperty("groups").EnumerateArray().Sum(group => group.Amounts("usd").Sum()));
    }

    [Fact]
    public async Task CallsAndTheirBillsSurviveARestart()
    {
        CostRecord record;
        DateTimeOffset restart;
        await using (var first = await StartAsync())
        {
            first.Call(input: 1_000, cached: 200, output: 30, feature: "search");
            first.Call("no-such-model");
            (record, restart) = (first.Records.All.First(), first.Clock.GetUtcNow());
        }

        await using var app = await StartAsync(restart.AddDays(1));

        var calls = await app.GetJsonAsync($"calls?from={app.Now - (2 * 86_400)}&sort=dearest");
        var receipt = await app.GetJsonAsync($"calls/{record.Id}");

        Assert.Equal(("ledger", 2), (calls.Text("source"), calls.Count("total")));
        Assert.Equal(record.Id, calls.GetProperty("calls")[0].GetProperty("id").GetGuid());
        Assert.Equal("unknown_model", calls.GetProperty("calls")[1].Text("unpricedReason"));
        Assert.Equal(record.Cost!.Value.Total, receipt.GetProperty("call").Usd());
        Assert.Equal(
            record.Charges.Select(charge => (charge.Unit, charge.Quantity, charge.UnitPrice, charge.Cost)),
            receipt.GetProperty("charges").EnumerateArray().Select(
                charge => (charge.Text("unit")!, charge.Usd("quantity"), charge.Usd("unitPrice"), charge.Usd())));
    }

    [Fact]
    public async Task FileOfARange_HasAllCallsOfTheLedger_AndIsSentInParts()
    {
        const int Calls = 12_500;
        DateTimeOffset restart;
        decimal usd;
        await using (var first = await StartAsync())
        {
            for (var call = 1; call <= Calls; call++)
            {
                first.Call(input: call, feature: call % 2 is 0 ? "even" : "odd");
                if (call % 5_000 is 0)
                {
                    await first.App.Services.GetRequiredService<LedgerWriter>()
                        .FlushAsync(TestContext.Current.CancellationToken);
                }
            }

            (usd, restart) = (first.Records.Total, first.Clock.GetUtcNow().AddHours(1));
        }

        await using var app = await StartAsync(restart);
        var query = $"from={app.Now - 86_400}";

        var list = await app.GetJsonAsync($"calls?{query}&skip=9900&sort=dearest");
        using var response = await app.GetAsync($"/llmcost/api/calls.csv?{query}&sort=dearest");
        using var csv = Sep.Reader(options => options with { Unescape = true })
            .FromText(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var (calls, sum) = (0, 0m);
        foreach (var row in csv)
        {
            (calls, sum) = (calls + 1, sum + row["usd"].Parse<decimal>());
        }

        Assert.Equal((Calls, usd), (calls, sum));
        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.Equal(
            (Calls, 10_000, 100),
            (list.Count("total"), list.Count("listed"), list.GetProperty("calls").GetArrayLength()));
        var even = await app.GetTextAsync($"/llmcost/api/calls.csv?{query}&feature=even");
        Assert.Equal((Calls / 2) + 1, even.Count('\n'));
    }

    [Fact]
    public async Task CallOfAnotherProcess_IsInTheNextAnswer()
    {
        await using var app = await StartAsync();
        await using var other = await StartAsync();
        var query = $"summary?edges={app.Now - 86_400},{app.Now + 60}";
        Assert.Equal(0, (await app.GetJsonAsync(query)).GetProperty("total").Count("calls"));

        other.Call();
        await other.App.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await app.GetJsonAsync(query)).GetProperty("total").Count("calls"));
    }

    [Theory]
    [InlineData("", 10, 12 + (12.0 / 7 * 22))]
    [InlineData("&feature=search", 10, 7 + (7.0 / 7 * 22))]
    [InlineData("", 12, 12 + (2.0 / 7 * 20))]
    public async Task ProjectedMonth_ContainsTheDaysBeforeTheStart(string filter, int day, double usd)
    {
        var third = new DateTimeOffset(2027, 3, 3, 0, 0, 0, default);
        await using (var first = await StartAsync(third))
        {
            first.Call(reportedCost: 7, feature: "search");
            first.Clock.Advance(TimeSpan.FromDays(1));
            first.Call(reportedCost: 3);
        }

        await using var app = await StartAsync(new DateTimeOffset(2027, 3, day, 0, 0, 0, default));
        app.Call(reportedCost: 2);
        await app.App.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);

        var projection = (await app.GetSummaryAsync(query: filter)).GetProperty("projection");

        // The projection is the cost so far, plus a seventh of the cost of the last seven days for each remaining day.
        Assert.Equal(decimal.Round((decimal)usd, 2), projection.Usd());
        Assert.Contains("the last 7 days", projection.Text("basis"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RangeOfThisProcess_ComesFromMemory()
    {
        await using var app = await StartAsync();
        app.Clock.Advance(TimeSpan.FromHours(1));
        app.Call();

        Assert.Equal("memory", (await app.GetSummaryAsync()).Text("source"));
    }

    private Task<DashboardApp> StartAsync(DateTimeOffset? now = null) => DashboardApp.StartAsync(
        metering => metering.AddLedger(),
        clock: now is { } time ? new(time) : null,
        settings: [("LlmCost:Ledger:Path", _folder), ("LlmCost:MetricTags:0", "team")]);
}

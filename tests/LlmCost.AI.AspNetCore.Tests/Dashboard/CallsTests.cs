using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using nietras.SeparatedValues;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests the list of the latest calls, the receipt of a call, and the cost of the same tokens with other models.
/// </summary>
public sealed class CallsTests
{
    [Theory]
    [InlineData("newest", "d", "c", "b", "a")]
    [InlineData("dearest", "b", "a", "d", "c")]
    [InlineData("input", "b", "d", "c", "a")]
    [InlineData("output", "a", "d", "c", "b")]
    [InlineData("unpriced", "d", "c", "b", "a")]
    public async Task Sort_OrdersCalls(string sort, params string[] features)
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4o", input: 10, output: 30_000, feature: "a");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        app.Call("gpt-4o", input: 1_000_000, output: 0, feature: "b");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        app.Call("gpt-4o", input: 20, output: 20, feature: "c");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        app.Call("no-such-model", input: 30, output: 40, feature: "d");
        if (sort is "dearest")
        {
            // A call without a known cost comes last, after the cheapest call.
            features = ["b", "a", "c", "d"];
        }

        var calls = await app.GetJsonAsync($"calls?sort={sort}");

        Assert.Equal(features, calls.GetProperty("calls").EnumerateArray().Select(call => call.Text("feature")));
    }

    [Fact]
    public async Task Calls_AreLimited_ButTheMostExpensiveOfTheDayAreKept()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:Dashboard:Calls", "10"));
        app.Call(input: 1_000_000, feature: "dear");
        for (var call = 0; call < 100; call++)
        {
            app.Call(input: 1_000 - call, feature: "cheap");
        }

        var calls = await app.GetJsonAsync("calls?sort=dearest");

        Assert.Equal(60, calls.Count("total"));
        Assert.Equal("dear", calls.GetProperty("calls")[0].Text("feature"));
    }

    [Fact]
    public async Task Receipt_HasOneLineForEachCharge()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4o", input: 1_000, cached: 2_000, output: 300);
        var record = app.Records.All.Single();

        var receipt = await app.GetJsonAsync($"calls/{record.Id}");

        var charges = receipt.GetProperty("charges").EnumerateArray().ToList();
        Assert.Equal(["input", "input_cache_read", "output"], charges.Select(charge => charge.Text("unit")));
        Assert.Equal(record.Cost!.Value.Total, charges.Sum(charge => charge.Usd()));
        Assert.All(charges, charge => Assert.Equal(
            charge.Usd(), charge.Usd("quantity") * charge.Usd("unitPrice") / charge.Usd("per")));
        Assert.Equal(
            app.Meter.ExplainPrice("openai", "gpt-4o", record.Timestamp), receipt.Text("explanation"));
        Assert.StartsWith(
            "llmcost price --provider openai --model gpt-4o --input 3000 --cache-read 2000 --output 300 --at ",
            receipt.Text("command"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportedCost_IsShownNextToTheCalculatedCost()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4o", input: 1_000_000, output: 0, reportedCost: 2.4m);

        var receipt = await app.GetJsonAsync($"calls/{app.Records.All.Single().Id}");

        Assert.Equal((2.4m, 2.4m, 2.5m), (receipt.GetProperty("call").Usd(), receipt.Usd("reportedUsd"), receipt.Usd("listUsd")));
    }

    [Fact]
    public async Task UnknownCall_Is404()
    {
        await using var app = await DashboardApp.StartAsync();
        foreach (var address in new[] { $"calls/{Guid.NewGuid()}", "calls/x", $"prices/what-if?call={Guid.NewGuid()}" })
        {
            using var response = await app.GetAsync($"/llmcost/api/{address}");
            Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task WhatIf_PricesTheSameTokensOnOtherModels()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4.1-nano", input: 1_000, output: 100);
        app.Call("gpt-4o", input: 1_000_000, output: 0);

        var answer = await app.GetJsonAsync($"prices/what-if?call={app.Records.All.Last().Id}");

        var models = answer.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(5, models.Count);
        Assert.DoesNotContain("gpt-4o", models.Select(model => model.Text("model")));
        Assert.Equal(models.Select(model => model.Usd()).Order(), models.Select(model => model.Usd()));
        var used = models.Single(model => model.Text("model") is "gpt-4.1-nano");
        Assert.Equal((0.1m, 0.09m, 0.11m), (used.Usd(), used.Usd("low"), used.Usd("high")));
        Assert.Contains("tokenizer", answer.Text("note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_AreShownOnlyIfNamed()
    {
        await using var app = await DashboardApp.StartAsync(
            settings: [("LlmCost:MetricTags:0", "team"), ("LlmCost:Dashboard:ShowTags:0", "ticket")]);
        app.Call(tags: [("team", "a"), ("ticket", "42"), ("user", "alice@example.com")]);

        var calls = await app.GetTextAsync("/llmcost/api/calls");
        var csv = await app.GetTextAsync("/llmcost/api/calls.csv");

        Assert.Contains("\"tags\":{\"team\":\"a\",\"ticket\":\"42\"}", calls, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", calls + csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public async Task CellOfTheFile_IsNotAFormula(string feature)
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call(feature: feature);

        using var csv = await ReadCsvAsync(app);

        Assert.True(csv.MoveNext());
        Assert.Equal("'" + feature, csv.Current["feature"].ToString());
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a,b\"c")]
    [InlineData("يوم")]
    [InlineData("'; rm -rf / #")]
    public async Task HostileName_IsTreatedAsDataEverywhere(string model)
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call(model, feature: model);

        var calls = await app.GetJsonAsync("calls");
        using var csv = await ReadCsvAsync(app);
        var summary = await app.GetSummaryAsync();
        var receipt = await app.GetJsonAsync($"calls/{app.Records.All.Single().Id}");

        Assert.Equal(model, calls.GetProperty("calls")[0].Text("model"));
        Assert.True(csv.MoveNext());
        Assert.Equal(model, csv.Current["model"].ToString());
        Assert.Equal(model, summary.GetProperty("rows")[0].Text("name"));
        var quoted = model.Replace("'", "'\\''", StringComparison.Ordinal);
        Assert.Contains($"--model '{quoted}'", receipt.Text("command"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_HasTheSameAmountsAsTheRecords()
    {
        await using var app = await DashboardApp.StartAsync();
        for (var call = 0; call < 50; call++)
        {
            app.Call(input: call, cached: call * 7, output: call * 3);
        }

        using var csv = await ReadCsvAsync(app);

        var total = 0m;
        while (csv.MoveNext())
        {
            total += csv.Current["usd"].Parse<decimal>();
        }

        Assert.Equal(app.Records.Total, total);
    }

    [Fact]
    public async Task Quality_NamesModelsWithoutAPriceAndTheirConfiguration()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("no-such-model", input: 70, output: 7);
        app.Call("no-such-model", input: 70, output: 7);
        app.Call("gpt-4o");

        var quality = await app.GetJsonAsync("quality");

        var model = quality.GetProperty("unpriced").EnumerateArray().Single();
        Assert.Equal(("no-such-model", "unknown_model"), (model.Text("model"), model.Text("reason")));
        Assert.Equal((2, 154), (model.Count("calls"), model.Count("tokens")));
        var prices = JsonDocument.Parse(model.Text("json")!).RootElement.GetProperty("LlmCost").GetProperty("Prices");
        Assert.True(prices.TryGetProperty("openai/no-such-model", out _));
        Assert.Contains("catalog", quality.GetProperty("priceLists").EnumerateArray().Select(list => list.Text("name")));
        Assert.Equal(app.Records.Total, quality.GetProperty("total").Usd());
    }

    [Fact]
    public async Task Budgets_HaveTheirStateAndForecast()
    {
        await using var app = await DashboardApp.StartAsync(
            metering => metering.AddBudgets(budgets => budgets
                .Add("day", budget => budget.Usd(10).PerDay())
                .Add("users", budget => budget.Usd(1).PerDay().ForEach("user"))));
        await app.App.Services.GetRequiredService<CostBudgets>().ChargeAsync(4, TestContext.Current.CancellationToken);

        var budgets = (await app.GetJsonAsync("budgets")).GetProperty("budgets").EnumerateArray().ToList();

        var day = budgets.Single(budget => budget.Text("name") is "day");
        Assert.Equal((10m, 4m, 6m), (day.Usd("limit"), day.Usd("spent"), day.Usd("remaining")));
        Assert.Equal(0.4, day.GetProperty("share").GetDouble());

        // Half of the current day is over.
        Assert.Equal(8m, day.Usd("forecast"));
    }

    private static async Task<SepReader> ReadCsvAsync(DashboardApp app) =>
        Sep.Reader(options => options with { Unescape = true }).FromText(await app.GetTextAsync("/llmcost/api/calls.csv"));
}

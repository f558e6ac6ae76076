using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using nietras.SeparatedValues;

namespace LlmCost.AI.Tests;

/// <summary>Tests that every figure on every page equals the figure in the records, to the last digit.</summary>
[Collection(BrowserTests.Name)]
public sealed class FiguresTests(Browser browser)
{
    private const string Search = "search";

    /// <summary>The time between calls, which makes their order unambiguous.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task EveryFigureOnEveryPage_MatchesTheRecords()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:MetricTags:0", "team"));
        using var metrics = new CostCounter(app.App.Services.GetRequiredService<IMeterFactory>());
        await SpendAsync(app);
        var records = app.Records.All.OrderByDescending(record => record.Timestamp + record.Duration).ToList();
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);

        await page.GoAsync("/llmcost/#/now?range=1h");
        await BrowserPage.EventuallyAsync(() => AssertTilesAsync(page, records));
        await page.AssertColumnAsync("Last calls", "USD", records.Take(12).Select(Shown.Usd));
        await page.ClickAsync("section[aria-labelledby=chart-title] button");
        var minutes = records.GroupBy(record => (record.Timestamp + record.Duration).ToUnixTimeSeconds() / 60)
            .OrderBy(minute => minute.Key).Select(minute => Shown.Sum([.. minute]));
        await page.AssertColumnAsync("Spend over time as a table", "Total", minutes);

        foreach (var (by, name) in Groups)
        {
            var groups = records.GroupBy(name).ToDictionary(group => group.Key, group => group.ToList());
            await page.ShowAsync($"now?range=1h&by={by}");
            await BrowserPage.EventuallyAsync(() => AssertGroupsAsync(page, by, groups, "A call", Average));
            await page.ShowAsync($"breakdown?range=1h&by={by}");
            await BrowserPage.EventuallyAsync(() => AssertGroupsAsync(page, by, groups, "Median", Median));
            await AssertGroupsAsync(page, by, groups, "p95", group => Percentile(group, 95));
            await AssertGroupsAsync(page, by, groups, "USD / 1M", PerMillion);
            await AssertGroupsAsync(page, by, groups, "Calls", group => Shown.Count(group.Count));
        }

        await page.ShowAsync("breakdown?range=1h&by=class");
        var classes = Enum.GetValues<TokenClass>()
            .Select(tokenClass => (Name: tokenClass.ToString(), Usd: records.Sum(record => record.Cost?[tokenClass] ?? 0)))
            .Where(part => part.Usd > 0)
            .Select(part => Shown.Usd(part.Usd));
        await BrowserPage.EventuallyAsync(async () => Assert.Equal(
            classes.Order(StringComparer.Ordinal),
            (await page.ColumnAsync("Spend by token class", "USD")).Where(usd => usd != "$0").Order(StringComparer.Ordinal)));

        await page.ShowAsync("calls?range=1h");
        await page.AssertColumnAsync("Calls", "USD", records.Select(Shown.Usd));
        await page.AssertColumnAsync("Calls", "Input", records.Select(record => Shown.Count(record.Usage.TotalInput)));
        await page.AssertColumnAsync("Calls", "Cached", records.Select(record => Shown.Count(record.Usage.InputCacheRead)));
        await page.AssertColumnAsync("Calls", "Output", records.Select(record => Shown.Count(record.Usage.TotalOutput)));
        await page.ShowAsync("quality");
        await page.WaitForTextAsync($": {records.Count} calls.");

        foreach (var record in records)
        {
            await page.ShowAsync($"call/{record.Id}");
            await page.WaitAsync("document.querySelector('#receipt-title') !== null");
            await BrowserPage.EventuallyAsync(() => AssertReceiptAsync(page, record));
        }

        await page.AssertNoFaultAsync();
        Assert.Equal((double)Shown.Total(records), metrics.Usd, precision: 12);
        Assert.Equal(Shown.Total(records), await CsvAsync(app));
    }

    [Fact]
    public async Task SumsOfOneTeam_MatchItsCalls()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:MetricTags:0", "team"));
        await SpendAsync(app);
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);

        await page.GoAsync("/llmcost/#/now?range=1h&tag:team=red");

        var red = app.Records.All.Where(record => Tag(record) is "red").ToList();
        await BrowserPage.EventuallyAsync(async () =>
            Assert.Equal([Shown.Sum(red)], await TileAsync(page, "Spent in this range")));
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task HundredThousandCalls_AreExactInBoundedMemoryAndOnAResponsivePage()
    {
        const int Calls = 100_000;
        const int Features = 400;
        const int CallsAtOnce = 50;
        const long Limit = 16 * 1_024 * 1_024;
        await using var app = await DashboardApp.StartAsync();
        app.Call(feature: "feature-0", input: 0, output: 0);
        await app.GetSummaryAsync();
        app.Records.Clear();
        app.Clock.Advance(TimeSpan.FromDays(1));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (calls, total) = (0, 0m);
        while (calls < Calls)
        {
            for (var i = 0; i < CallsAtOnce; i++, calls++)
            {
                app.Call("gpt-4o", input: 1_000 + (calls % 977), output: calls % 331, feature: $"feature-{calls % Features}");
            }

            total += app.Records.Total;
            app.Records.Clear();
            app.Clock.Advance(TimeSpan.FromDays(1) * CallsAtOnce / (Calls * 1.05));
        }

        await app.GetSummaryAsync();
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/#/now?range=24h");
        await page.EvaluateAsync("""
            globalThis.longTasks = [];
            new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration)))
              .observe({ type: 'longtask', buffered: true });
            """);
        await BrowserPage.EventuallyAsync(async () =>
            Assert.Equal([Shown.Usd(total)], await TileAsync(page, "Spent in this range")));
        await page.ShowAsync("breakdown?range=24h&by=feature");
        await page.WaitForTextAsync($"{Features} features");
        var drawing = await TakeLongTasksAsync();
        await ScrollAsync(page);
        var scrolling = await TakeLongTasksAsync();
        await page.ShowAsync("calls?range=24h");
        await page.WaitForTextAsync("1 to 100 of 1,0");
        drawing.AddRange(await TakeLongTasksAsync());
        await ScrollAsync(page);
        scrolling.AddRange(await TakeLongTasksAsync());

        var rows = await page.EvaluateAsync("document.querySelectorAll('table.calls tbody tr').length");
        var heap = (await page.MeasureAsync()).GetProperty("JSHeapUsedSize").GetDouble();
        TestContext.Current.SendDiagnosticMessage(
            $"{Calls:N0} calls of {Features} series take {growth / 1_048_576.0:0.0} MiB of the app and {heap / 1e6:0.0} MB of "
            + $"the page's heap. Tasks over 50 ms: {drawing.Count} while drawing, the longest {drawing.Append(0).Max():0} ms; "
            + $"{scrolling.Count} while scrolling, the longest {scrolling.Append(0).Max():0} ms.");
        Assert.InRange(growth, 1, Limit);
        Assert.InRange(heap, 1, Limit);
        Assert.Equal(100, rows.GetInt32());
        await page.AssertNoFaultAsync();

        async Task<List<double>> TakeLongTasksAsync()
        {
            // The browser calls the PerformanceObserver only after the frame in which a task ended.
            await page.FrameAsync();
            return [.. (await page.EvaluateAsync("longTasks.splice(0)")).EnumerateArray().Select(task => task.GetDouble())];
        }
    }

    [Fact]
    public async Task TwentyViewers_ReceiveEachSecond()
    {
        const int Viewers = 20;
        const int Seconds = 30;
        const int CallsPerSecond = 2_000;
        await using var app = await DashboardApp.StartAsync();
        var viewers = new List<(HttpResponseMessage Response, StreamReader Reader)>();
        for (var viewer = 0; viewer < Viewers; viewer++)
        {
            var response = await app.GetAsync("/llmcost/api/stream");
            viewers.Add((response, new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken))));
            Assert.StartsWith("{\"app\"", await NextAsync(viewers[^1].Reader), StringComparison.Ordinal);
        }

        StreamReader[] readers = [.. viewers.Select(viewer => viewer.Reader)];
        await SpendSecondsAsync(app, readers, Seconds, CallsPerSecond);
        var viewed = await SpendSecondsAsync(app, readers, Seconds, CallsPerSecond);
        viewers.ForEach(viewer => viewer.Response.Dispose());
        await SpendSecondsAsync(app, [], Seconds, CallsPerSecond);
        var alone = await SpendSecondsAsync(app, [], Seconds, CallsPerSecond);

        TestContext.Current.SendDiagnosticMessage(
            $"{Viewers} viewers and their readers take {(viewed - alone) / TimeSpan.FromSeconds(Seconds):P1} of a core at "
            + $"{CallsPerSecond:N0} calls a second, which take {alone / TimeSpan.FromSeconds(Seconds):P1}.");
    }

    private static (string By, Func<CostRecord, string> Name)[] Groups =>
    [
        ("model", record => record.ResponseModel ?? record.RequestModel!),
        ("feature", record => record.Feature ?? "(no feature)"),
        ("provider", record => record.ProviderName!),
        ("operation", record => record.OperationName),
        ("tag:team", record => Tag(record) ?? "(no tag team)"),
    ];

    /// <summary>
    /// Makes all kinds of calls: with fees, with cached input, without a price, partly priced, with estimated usage, and failed.
    /// </summary>
    private static async Task SpendAsync(DashboardApp app)
    {
        app.Call("gpt-4o", input: 1_234, output: 567, feature: Search, tags: ("team", "red"));
        app.Clock.Advance(s_pause);
        app.Call("gpt-4o", input: 321, cached: 20_480, output: 77, feature: Search, tags: ("team", "blue"));
        app.Clock.Advance(s_pause);
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        app.Call("gpt-5-mini", input: 1, output: 1, feature: "tiny");
        app.Clock.Advance(s_pause);
        app.Call("gpt-4o", reportedCost: 0.0123456789m, feature: "reported");
        app.Clock.Advance(s_pause);
        app.Call("no-such-model", feature: "unpriced", tags: ("team", "red"));
        app.Clock.Advance(s_pause);
        app.Call("gpt-4o", input: 0, output: 0, outcome: CallOutcome.Failed, feature: Search);
        app.Clock.Advance(s_pause);
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "anthropic",
            Model = "claude-haiku-4-5",
            Usage = new TokenUsage
            {
                Input = 999, InputCacheRead = 11_111, InputCacheWrite = 2_222, InputCacheWriteOneHour = 333, Output = 4_444,
            },
            Quantities = [new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 3 }],
            Duration = TimeSpan.FromSeconds(2.5),
        });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-4o",
            Usage = new TokenUsage { Input = 50, Output = 60 },
            Quantities = [new BillableQuantity { Unit = BillableUnit.Page, Quantity = 7 }],
        });
        app.Clock.Advance(s_pause);
        using var client = new SilentChatClient().AsBuilder().UseCostMetering().Build(app.App.Services);
        using (CostScope.Begin("estimated", ("team", "blue")))
        {
            await client.GetResponseAsync("Hello?", cancellationToken: TestContext.Current.CancellationToken);
            app.Clock.Advance(s_pause);
            await foreach (var _ in client.GetStreamingResponseAsync(
                "And again?", cancellationToken: TestContext.Current.CancellationToken))
            {
                app.Clock.Advance(TimeSpan.FromMilliseconds(250));
            }
        }

        var records = app.Records.All;
        Assert.Contains(records, record => record is { Cost: not null, IsComplete: false });
        Assert.Contains(records, record => record is { UsageSource: UsageSource.Estimated, IsStreaming: true });
        Assert.Contains(records, record => record.UnpricedReason is not UnpricedReason.None);
        Assert.Contains(records, record => record.PriceSource is PriceSource.Provider);
        Assert.Contains(records, record => record.Charges.Any(charge => charge.Unit is "web_search"));
    }

    /// <summary>Scrolls a page to its end.</summary>
    private static async Task ScrollAsync(BrowserPage page) => await page.EvaluateAsync("""
        (async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += 300) {
            scrollTo(0, y);
            await new Promise(requestAnimationFrame);
          }
        })()
        """);

    /// <summary>Makes calls in each second, and waits until every viewer has received the event for that second.</summary>
    /// <returns>The processor time that the calls and events took.</returns>
    private static async Task<TimeSpan> SpendSecondsAsync(DashboardApp app, StreamReader[] viewers, int seconds, int calls)
    {
        var start = Environment.CpuUsage.TotalTime;
        for (var second = 0; second < seconds; second++)
        {
            for (var call = 0; call < calls; call++)
            {
                app.Call(feature: $"feature-{call % 20}");
            }

            app.Records.Clear();
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            var events = await Task.WhenAll(viewers.Select(NextAsync));
            Assert.All(events, tick => Assert.Contains($"\"ended\":{calls}", tick, StringComparison.Ordinal));
        }

        return Environment.CpuUsage.TotalTime - start;
    }

    /// <summary>Returns the data of the next event of a stream.</summary>
    private static async Task<string> NextAsync(StreamReader stream)
    {
        const string Data = "data: ";
        while (true)
        {
            var line = await stream.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
            if (line.StartsWith(Data, StringComparison.Ordinal))
            {
                return line[Data.Length..];
            }
        }
    }

    private static async Task AssertTilesAsync(BrowserPage page, List<CostRecord> records)
    {
        var priced = records.Where(record => record.Cost is not null).ToList();
        var total = Shown.Total(records);
        Assert.Equal([Shown.Sum(records)], await TileAsync(page, "Spent in this range"));
        Assert.Equal(
            [Average(records)!, PerMillion(records)!],
            (await TileAsync(page, "Cost of a call")));
        Assert.Equal(total, priced.Sum(record => record.Cost!.Value.Total));
        Assert.Contains($"\n{records.Count}\n", await TileTextAsync(page, "Calls and errors"), StringComparison.Ordinal);
        var failed = records.Count(record => record.Outcome is CallOutcome.Failed);
        Assert.Contains($"{failed} call failed", await TileTextAsync(page, "Calls and errors"), StringComparison.Ordinal);
        var unpriced = records.Count(record => record.UnpricedReason is not UnpricedReason.None);
        Assert.Contains($"\n{unpriced}\n", await TileTextAsync(page, "Calls without a price"), StringComparison.Ordinal);
        Assert.Contains("and 1 priced in part", await TileTextAsync(page, "Calls without a price"), StringComparison.Ordinal);
        Assert.Contains("2 calls, 1 with the provider’s cost", await TileTextAsync(page, "Estimated"), StringComparison.Ordinal);
    }

    private static async Task AssertGroupsAsync(
        BrowserPage page,
        string by,
        Dictionary<string, List<CostRecord>> groups,
        string column,
        Func<List<CostRecord>, string?> figure)
    {
        var region = $"Spend by {by.Replace(':', ' ')}";
        await page.WaitAsync($"document.querySelector('[aria-label={BrowserPage.Text(region)}]') !== null");
        var names = await page.ColumnAsync(region, $"{char.ToUpperInvariant(by[0])}{by[1..].Replace(':', ' ')}");
        var usd = await page.ColumnAsync(region, "USD");
        var figures = await page.ColumnAsync(region, column);
        Assert.Equal(groups.Keys.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(names.Index(), name =>
        {
            Assert.Equal((name.Item, Shown.Sum(groups[name.Item])), (name.Item, usd[name.Index]));
            if (figure(groups[name.Item]) is { } expected)
            {
                Assert.Equal((name.Item, expected), (name.Item, figures[name.Index]));
            }
        });
    }

    private static async Task AssertReceiptAsync(BrowserPage page, CostRecord record)
    {
        var table = await page.TableAsync("Charges");
        var lines = table.Skip(1).Take(record.Charges.Count).ToList();
        Assert.Equal(record.Charges.Select(charge => Shown.Usd(charge.Cost)), lines.Select(line => line[3]));
        var explained = record.Charges.Index().Where(charge => charge.Item.Unit is not Charge.UnallocatedUnit);
        Assert.All(explained, charge => Assert.Equal(
            charge.Item.Quantity.ToString("#,0.############", CultureInfo.InvariantCulture), lines[charge.Index][0]));
        Assert.Equal(Shown.Usd(record), table[^1][3]);
        Assert.Equal(record.Cost?.Total ?? 0, record.Charges.Sum(charge => charge.Cost));
    }

    private static string? Average(List<CostRecord> records) =>
        records.Count(record => record.Cost is not null) is > 0 and var priced
            ? Shown.Average(Shown.Total(records), priced)
            : null;

    private static string? PerMillion(List<CostRecord> records) =>
        records.Where(record => record.Cost is not null).Sum(record => record.Usage.Total) is > 0 and var tokens
            ? Shown.Average(Shown.Total(records) * 1_000_000, tokens)
            : null;

    private static string? Median(List<CostRecord> records) => Percentile(records, 50);

    private static string? Percentile(List<CostRecord> records, int percent)
    {
        var sorted = records.Where(record => record.Cost is not null).Select(record => record.Cost!.Value.Total).Order().ToList();
        return sorted.Count is 0 ? null : Shown.Usd(sorted[(int)Math.Ceiling(percent / 100m * sorted.Count) - 1]);
    }

    private static string? Tag(CostRecord record) =>
        record.Tags.Where(tag => tag.Key is "team").Select(tag => tag.Value).FirstOrDefault();

    private static async Task<List<string>> TileAsync(BrowserPage page, string label)
    {
        var tile = Tile(label);
        var titles = await page.WaitAsync($"{tile} && [...{tile}.querySelectorAll('.money')].map(money => money.title)");
        return [.. titles.EnumerateArray().Select(title => title.GetString()!)];
    }

    private static async Task<string> TileTextAsync(BrowserPage page, string label) =>
        (await page.EvaluateAsync($"{Tile(label)}.innerText")).GetString()!;

    private static string Tile(string label) =>
        $"[...document.querySelectorAll('.tile')].find(tile => tile.innerText.startsWith({BrowserPage.Text(label)}))";

    private static async Task<decimal> CsvAsync(DashboardApp app)
    {
        using var csv = Sep.Reader(options => options with { Unescape = true })
            .FromText(await app.GetTextAsync("/llmcost/api/calls.csv"));
        var sum = 0m;
        foreach (var row in csv)
        {
            sum += row["usd"].Span.Length is 0 ? 0 : row["usd"].Parse<decimal>();
        }

        return sum;
    }
}

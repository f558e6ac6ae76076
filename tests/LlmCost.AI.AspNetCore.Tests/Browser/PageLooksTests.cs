using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests that every page is accessible and fits every window size, with any number of series and any amounts.</summary>
/// <remarks>
/// If the environment variable LLMCOST_SCREENSHOTS is set, the images of the README are written to
/// <c>src/LlmCost.AI.AspNetCore/screenshots</c>, and images of every page at every width to <c>artifacts/dashboard-page</c>.
/// Review the images of the README before you commit them.
/// </remarks>
[Collection(BrowserTests.Name)]
public sealed class PageLooksTests(Browser browser)
{
    private const int MinutesOfADay = 24 * 60;
    private const int Minutes = 2 * MinutesOfADay;

    private static readonly int[] s_widths = [1280, 768, 375];

    private static readonly (string Provider, string Model, string Feature, int Weight)[] s_traffic =
    [
        ("anthropic", "claude-sonnet-4-5", "assistant", 5), ("openai", "gpt-5.1", "assistant", 3),
        ("openai", "gpt-5-mini", "search", 9), ("openai", "gpt-4o-mini", "tagging", 8),
        ("gcp.gemini", "gemini-2.5-flash", "summaries", 6),
        ("anthropic", "claude-haiku-4-5", "support", 7), ("openai", "gpt-4o", "extraction", 2),
    ];

    private static bool HasPictures => Environment.GetEnvironmentVariable("LLMCOST_SCREENSHOTS") is not null;

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task EveryPage_IsAccessibleAndFits(string colorScheme)
    {
        await using var app = await StartAsync();
        await LiveADayAsync(app);
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!, colorScheme: colorScheme);
        await page.GoAsync("/llmcost/");
        await page.WaitForTextAsync("Live");
        var receipt = app.Records.All.Last(record => record.Usage.InputCacheRead > 0 && record.Quantities.Count > 0).Id;
        (string Name, string View)[] views =
        [
            ("now", "now?range=24h"), ("calls", "calls?range=24h&sort=dearest"), ("receipt", $"call/{receipt}"),
            ("breakdown", "breakdown?range=24h"), ("quality", "quality"), ("budgets", "budgets"),
        ];
        foreach (var (name, view) in views)
        {
            await page.ShowAsync(view);
            if (name is "receipt")
            {
                await page.WaitAsync("document.querySelector('.interval') !== null");
            }

            foreach (var width in s_widths)
            {
                await page.ResizeAsync(width);
                await page.AssertFitsAsync($"{name} {width} px");
                await PictureAsync(page, $"artifacts/dashboard-page/{name}-{colorScheme}-{width}.png");
            }

            await page.AssertAccessibleAsync($"{name} {colorScheme} 375 px");
            await page.ResizeAsync(1280);
            await page.AssertAccessibleAsync($"{name} {colorScheme}");
            if ((name, colorScheme) is ("now" or "receipt" or "quality", "light") or ("calls", "dark"))
            {
                await PictureAsync(page, $"src/LlmCost.AI.AspNetCore/screenshots/{name}.png");
            }
        }

        await page.ShowAsync("breakdown?range=24h&by=feature");
        await page.ClickAsync(".check input");
        await page.WaitAsync("document.querySelector('#compare-title') !== null");
        await page.AssertAccessibleAsync($"comparison {colorScheme}");
        await page.AssertNoFaultAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AnyNumberOfSeries_FitsWithLongNamesAndAnyAmount(int series)
    {
        await using var app = await StartAsync();
        for (var i = 0; i < series; i++)
        {
            // Amounts range from a billionth of a dollar to a million dollars.
            var usd = i % 2 is 0 ? 1e-9m * (i + 1) : 1e6m / (i + 1);
            app.Call(Long($"model-{i}-"), "provider", reportedCost: usd, feature: Long("feature "), tags: ("team", Long("x")));
        }

        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/");
        List<string> views = ["now", "now?by=feature&feature=none", "calls", "breakdown", "breakdown?by=tag:team", "quality"];
        views.AddRange(app.Records.All.Take(1).Select(record => $"call/{record.Id}"));
        foreach (var view in views)
        {
            await page.ShowAsync(view);
            foreach (var width in s_widths)
            {
                await page.ResizeAsync(width);
                await page.AssertFitsAsync($"{view} {width} px");
            }
        }

        await page.ShowAsync("breakdown");
        await page.AssertAccessibleAsync($"{series} series");
        if (series > 0)
        {
            await page.AssertColumnAsync(
                "Spend by model",
                "USD",
                app.Records.All.Select(record => record.Cost!.Value.Total).OrderDescending().Select(Shown.Usd));
        }

        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task NavigationFromATileToAReceiptAndBack_WorksByKeyboardAlone()
    {
        await using var app = await StartAsync();
        app.Call(feature: "search");
        app.Call(feature: "dearest", input: 100_000);
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/#/now?range=6h&by=feature");

        await TabToAsync(page, ".tile[href*='sort=dearest']");
        await page.PressAsync("Enter");
        await page.WaitAsync("location.hash.startsWith('#/calls') && document.querySelector('table.calls') !== null");
        await TabToAsync(page, "table.calls tbody th a");
        await page.PressAsync("ArrowDown");
        await page.PressAsync("Enter");
        await page.WaitAsync("location.hash.startsWith('#/call/') && document.querySelector('#receipt-title') !== null");
        await BrowserPage.EventuallyAsync(async () =>
            Assert.Equal(Shown.Usd(app.Records.All.First()), (await page.TableAsync("Charges"))[^1][3]));
        await TabToAsync(page, ".back a");
        await page.PressAsync("Enter");
        await page.WaitAsync("document.activeElement.matches('table.calls tbody th a')");
        await TabToAsync(page, ".tabs a[href^='#/now']", "Shift+Tab");
        await page.PressAsync("Enter");

        await page.WaitAsync("location.hash === '#/now?range=6h&by=feature' && document.querySelector('.tiles') !== null");
        await page.AssertNoFaultAsync();
    }

    /// <summary>Presses a key until the expected element has the focus, and checks that the focus is visible.</summary>
    private static async Task TabToAsync(BrowserPage page, string selector, string key = "Tab")
    {
        for (var presses = 0; presses < 100; presses++)
        {
            await page.PressAsync(key);
            var outline = await page.EvaluateAsync($"""
                document.activeElement.matches({BrowserPage.Text(selector)})
                  ? getComputedStyle(document.activeElement).outlineStyle
                  : ''
                """);
            if (outline.GetString() is { Length: > 0 } style)
            {
                Assert.NotEqual("none", style);
                return;
            }
        }

        Assert.Fail($"{key} does not reach {selector}.");
    }

    private static Task<DashboardApp> StartAsync() => DashboardApp.StartAsync(
        metering => metering.AddBudgets(budgets => budgets
            .Add("day", budget => budget.Usd(40).PerDay())
            .Add("users", budget => budget.Usd(1).PerDay().ForEach("user"))),
        settings: ("LlmCost:MetricTags:0", "team"));

    /// <summary>Makes calls over two days, with more calls by day than by night. Some calls have uncertain costs.</summary>
    private static async Task LiveADayAsync(DashboardApp app)
    {
        var random = new Random(7);
        for (var minute = 0; minute < Minutes; minute++)
        {
            var busy = 1 + (0.9 * Math.Cos((Minutes - minute + 120) * 2 * Math.PI / MinutesOfADay));
            for (var call = random.NextDouble() * busy * (minute > MinutesOfADay ? 2.4 : 2); call > 0.4; call--)
            {
                Call(app, random);
            }

            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        for (var second = 0; second < 55; second++)
        {
            Call(app, random);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await app.App.Services.GetRequiredService<CostBudgets>().ChargeAsync(27.4m, TestContext.Current.CancellationToken);
    }

    private static void Call(DashboardApp app, Random random)
    {
        var pick = random.Next(s_traffic.Sum(traffic => traffic.Weight));
        var (provider, model, feature, _) = s_traffic.First(traffic => (pick -= traffic.Weight) < 0);
        var isNew = random.Next(60) is 0;
        using var scope = CostScope.Begin(feature, ("team", random.Next(3) is 0 ? "growth" : "core"));
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = isNew ? "openai" : provider,
            Model = isNew ? "gpt-5.2-preview" : model,
            Usage = new TokenUsage
            {
                Input = random.Next(200, 9_000),
                InputCacheRead = random.Next(2) is 0 ? random.Next(1_024, 30_000) : 0,
                Output = random.Next(20, 1_500),
            },
            Timestamp = app.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(random.Next(300, 4_000)),
            Duration = TimeSpan.FromMilliseconds(random.Next(300, 4_000)),
            Outcome = random.Next(50) is 0 ? CallOutcome.Failed : CallOutcome.Completed,
            ReportedCost = random.Next(80) is 0 && !isNew ? 0.0123m : null,
            Quantities = random.Next(8) is 0 && provider is "anthropic"
                ? [new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 1 }]
                : [],
        });
    }

    private static string Long(string text) => text + new string('w', 256 - text.Length);

    private static async Task PictureAsync(BrowserPage page, string file)
    {
        if (HasPictures)
        {
            var path = Repository.File(file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await page.ScreenshotAsync(path, fullPage: !file.EndsWith("calls.png", StringComparison.Ordinal));
        }
    }
}

using System.ClientModel;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using OpenAI;
using SimulatedProvider;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the page updates itself while the app runs, and states the reason if it can't.</summary>
[Collection(BrowserTests.Name)]
public sealed class LivePageTests(Browser browser)
{
    [Fact]
    public async Task CallsOfTheRealClient_AppearWithoutAReload_AndMatchTheProvidersLedger()
    {
        await using var provider = await ProviderSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var app = await PageApps.StartLiveAsync();
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/");
        await page.WaitForTextAsync("Live");
        using var client = new OpenAIClient(
            new ApiKeyCredential("simulated"), new OpenAIClientOptions { Endpoint = new Uri(provider.Address, "v1") })
            .GetChatClient("gpt-4o-mini").AsIChatClient().AsBuilder()
            .UseCostMetering(configure: metering => metering.ProviderName = "openai").Build(app.App.Services);
        for (var call = 0; call < 3; call++)
        {
            await client.GetResponseAsync($"Question {call}?", cancellationToken: TestContext.Current.CancellationToken);
            await foreach (var _ in client.GetStreamingResponseAsync(
                $"Story {call}?", cancellationToken: TestContext.Current.CancellationToken))
            {
                // The text of the response is not needed, only its usage.
            }
        }

        // The prices of gpt-4o-mini in USD per million tokens are repeated here, so that the test is independent of the catalog.
        var billed = provider.Ledger.Reported.Sum(tokens => tokens.Value * tokens.Key.TokenClass switch
        {
            "input" => 0.15m,
            "input_cache_read" => 0.075m,
            "output" => 0.60m,
            var other => throw new InvalidOperationException(other),
        } / 1_000_000);

        Assert.True(billed > 0);
        await page.WaitAsync($"document.querySelector('.tile .money')?.title === {BrowserPage.Text(Shown.Usd(billed))}");
        await page.AssertColumnAsync(
            "Last calls", "USD", app.Records.All.OrderByDescending(record => record.Timestamp).Select(Shown.Usd));
        Assert.Equal(billed, app.Records.Total);
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task Call_AppearsSoonAfterItsEnd()
    {
        await using var app = await PageApps.StartLiveAsync();
        app.Call();
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/");
        var first = await page.EvaluateAsync("performance.now()");
        await page.WaitForTextAsync("Live");
        var latency = TimeSpan.Zero;
        for (var call = 0; call < 3; call++)
        {
            app.Call(feature: $"feature-{call}");
            var watch = Stopwatch.StartNew();
            await page.WaitForTextAsync($"feature-{call}");
            latency = watch.Elapsed > latency ? watch.Elapsed : latency;
        }

        var heap = (await page.MeasureAsync()).GetProperty("JSHeapUsedSize").GetDouble() / 1e6;
        TestContext.Current.SendDiagnosticMessage(
            $"Tiles are drawn at most {first.GetDouble():0} ms after navigation; a call is seen at most "
            + $"{latency.TotalMilliseconds:0} ms after it ended; the page's heap has {heap:0.0} MB.");
        await page.AssertNoFaultAsync();
    }

    [Theory]
    [InlineData("now")]
    [InlineData("calls")]
    public async Task BrowserWithAnotherClock_AsksForTheTimeOfTheServer(string view)
    {
        var ends = new ConcurrentQueue<long>();
        await using var app = await DashboardApp.StartAsync(
            map: app =>
            {
                app.Use(async (context, next) =>
                {
                    var end = context.Request.Query["edges"].ToString().Split(',')[^1] is { Length: > 0 } edge
                        ? edge
                        : context.Request.Query["to"].ToString();
                    if (end.Length > 0)
                    {
                        ends.Enqueue(long.Parse(end, CultureInfo.InvariantCulture));
                    }

                    await next(context);
                });
                app.UseRouting();
                app.MapLlmCostDashboard();
            },
            clock: new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(100)));
        app.Call(feature: "today");
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);

        await page.GoAsync($"/llmcost/#/{view}");
        await page.WaitForTextAsync("today");
        await page.WaitForTextAsync("Live");

        Assert.NotEmpty(ends);
        Assert.All(ends, end => Assert.InRange(end, app.Now, app.Now + 60));
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task CallThatTheSnapshotHad_IsNotRepeatedByTheNextTick()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call(feature: "first");
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/#/calls");
        await page.WaitForTextAsync("Live");

        // The first event contains all calls so far, including the call that the page has already loaded.
        app.Call(feature: "second");
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await page.WaitForTextAsync("Show 1 newer");
        await page.ShowAsync("now");
        await page.AssertColumnAsync("Last calls", "Feature", ["second", "first"]);
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task RestartedApp_IsReconnected_AndReported()
    {
        await using var first = await PageApps.StartLiveAsync();
        await using var page = await browser.OpenAsync(first.Client.BaseAddress!);
        first.Call(feature: "first life");
        await page.GoAsync("/llmcost/");
        await page.WaitForTextAsync("first life");
        await first.App.StopAsync(TestContext.Current.CancellationToken);
        await page.WaitForTextAsync("Disconnected, trying again");

        await using var second = await PageApps.StartLiveAsync(first.Client.BaseAddress!.Port);
        second.Call(feature: "second life");

        await page.WaitForTextAsync("Another instance of the app responds now");
        await page.WaitForTextAsync("second life");
        await page.WaitForTextAsync("Live");
        Assert.Single(await page.ColumnAsync("Last calls", "Feature"));
        Assert.Equal(Shown.Usd(second.Records.Total), (await page.ColumnAsync("Spend by model", "USD")).Single());
        Assert.DoesNotContain(await page.TakeFaultsAsync(), fault => fault.StartsWith("exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BufferingProxy_IsPolled_AndTheReasonIsShown()
    {
        await using var app = await PageApps.StartLiveAsync();
        await using var proxy = await PageApps.StartBufferingProxyAsync(app);
        await using var page = await browser.OpenAsync(new Uri(proxy.Urls.First()));
        app.Call(feature: "before");
        await page.GoAsync("/llmcost/");

        await page.WaitForTextAsync("Polling every 5 s");
        await page.WaitForTextAsync("A proxy may buffer it");
        app.Call(feature: "after");

        await page.WaitForTextAsync("after");
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task PagesBeyondTheStreamLimit_PollInstead()
    {
        await using var app = await PageApps.StartLiveAsync(settings: ("LlmCost:Dashboard:MaxStreams", "1"));
        await using var first = await browser.OpenAsync(app.Client.BaseAddress!);
        await using var second = await browser.OpenAsync(app.Client.BaseAddress!);
        await first.GoAsync("/llmcost/");
        await first.WaitForTextAsync("Live");
        await second.GoAsync("/llmcost/");

        await second.WaitForTextAsync("The server has no free stream.");
        app.Call(feature: "seen by both");

        await first.WaitForTextAsync("seen by both");
        await second.WaitForTextAsync("seen by both");
        await first.AssertNoFaultAsync();
    }

    [Fact]
    public async Task HiddenTab_HasNoOpenStream()
    {
        var streams = 0;
        await using var app = await PageApps.StartLiveAsync(map: app =>
        {
            app.Use(async (context, next) =>
            {
                var isStream = context.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal);
                Interlocked.Add(ref streams, isStream ? 1 : 0);
                await next(context);
                Interlocked.Add(ref streams, isStream ? -1 : 0);
            });
            app.UseRouting();
            app.MapLlmCostDashboard().AllowAnonymous();
        });
        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/");
        await PageApps.WaitAsync(() => streams is 1, "The page opens one stream.");

        await SetHiddenAsync(page, true);
        await PageApps.WaitAsync(() => streams is 0, "A hidden page closes its stream.");
        app.Call(feature: "meanwhile");
        await SetHiddenAsync(page, false);

        await PageApps.WaitAsync(() => streams is 1, "A page that is visible again opens a stream.");
        await page.WaitForTextAsync("meanwhile");
        await page.AssertNoFaultAsync();
    }

    [Fact]
    public async Task TwoReplicas_ThatAnswerInTurn_AreReported()
    {
        await using var first = await PageApps.StartLiveAsync();
        await using var second = await PageApps.StartLiveAsync();
        await using var proxy = await PageApps.StartProxyAsync([first.Client.BaseAddress!, second.Client.BaseAddress!]);
        await using var page = await browser.OpenAsync(new Uri(proxy.Urls.First()));
        first.Call();
        second.Call();

        await page.GoAsync("/llmcost/");

        await page.WaitForTextAsync("Several instances of the app answer in turn");
        await page.AssertNoFaultAsync();
    }

    /// <summary>Simulates that the tab is hidden or shown, because a headless browser does not hide inactive tabs.</summary>
    private static async Task SetHiddenAsync(BrowserPage page, bool isHidden) => await page.EvaluateAsync($$"""
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => {{(isHidden ? "true" : "false")}} });
        document.dispatchEvent(new Event('visibilitychange'));
        """);
}

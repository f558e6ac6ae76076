using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Tests the event stream that updates a page every second.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Stream_BeginsWithTheSnapshot_AndContinuesWithCalls()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Call("gpt-4o");
        app.Clock.Advance(s_second);
        using var response = await app.GetAsync("/llmcost/api/stream");
        await using var events = await ReadAsync(response);

        var snapshot = await NextAsync(events);
        app.Call("gpt-5-mini");
        app.Clock.Advance(s_second);
        var tick = await NextAsync(events);

        Assert.Equal(("snapshot", "tick"), (snapshot.EventType, tick.EventType));
        Assert.Equal("shop", Json(snapshot).GetProperty("app").Text("name"));
        Assert.Equal("gpt-4o", Json(snapshot).GetProperty("tick").GetProperty("calls")[0].Text("model"));
        Assert.Equal("gpt-5-mini", Json(tick).GetProperty("calls").EnumerateArray().Single().Text("model"));
        Assert.Equal(1, Json(tick).Count("ended"));
        Assert.Equal(app.Records.Total, Json(tick).GetProperty("minute").Usd());
        Assert.Equal(app.Records.Total, Json(tick).Amounts("sparkline").Sum());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
    }

    [Fact]
    public async Task WithoutCalls_OnlyHeartbeatsAreSent()
    {
        await using var app = await DashboardApp.StartAsync();
        using var response = await app.GetAsync("/llmcost/api/stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
        {
            // Skips the snapshot, which ends with an empty line.
        }

        var line = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        while (!line.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(line, Task.Delay(10, TestContext.Current.CancellationToken));
        }

        Assert.Equal(":", await line);
    }

    [Fact]
    public async Task UpdateOfTwentySeries_HasAtMost4Kilobytes()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:MetricTags:0", "team"));
        using var response = await app.GetAsync("/llmcost/api/stream");
        await using var events = await ReadAsync(response);
        await NextAsync(events);
        var bytes = new Dictionary<int, int>();
        foreach (var callsPerSeries in new[] { 1, 10 })
        {
            // Makes calls in every second for one minute.
            for (var second = 0; second < 60; second++)
            {
                for (var call = 0; call < 20 * callsPerSeries; call++)
                {
                    app.Call(
                        call % 2 is 0 ? "gpt-4o-2024-11-20" : "claude-haiku-4-5",
                        call % 2 is 0 ? "openai" : "anthropic",
                        input: 12_345 + call,
                        cached: 1_024,
                        output: 321,
                        feature: $"feature-{call % 10}",
                        tags: ("team", "research"));
                }

                app.Clock.Advance(s_second);
                bytes[callsPerSeries] = Encoding.UTF8.GetByteCount((await NextAsync(events)).Data);
            }
        }

        TestContext.Current.SendDiagnosticMessage(
            $"An update of 20 series takes {bytes[1]} bytes with 20 calls and {bytes[10]} bytes with 200.");
        Assert.InRange(bytes[1], 1_000, 4 * 1_024);
        Assert.InRange(bytes[10], 1_000, 4 * 1_024);
    }

    [Fact]
    public async Task ManyCalls_AreCountedButNotAllSent()
    {
        await using var app = await DashboardApp.StartAsync();
        using var response = await app.GetAsync("/llmcost/api/stream");
        await using var events = await ReadAsync(response);
        await NextAsync(events);

        for (var call = 0; call < 5_000; call++)
        {
            app.Call();
        }

        app.Clock.Advance(s_second);
        var tick = Json(await NextAsync(events));

        Assert.Equal((5_000, 5), (tick.Count("ended"), tick.GetProperty("calls").GetArrayLength()));
        Assert.Equal(app.Records.Total, tick.GetProperty("minute").Usd());
    }

    [Fact]
    public async Task StreamsBeyondTheLimit_AreRejected()
    {
        await using var app = await DashboardApp.StartAsync(settings: ("LlmCost:Dashboard:MaxStreams", "2"));
        using var first = await app.GetAsync("/llmcost/api/stream");
        using var second = await app.GetAsync("/llmcost/api/stream");
        using var third = await app.GetAsync("/llmcost/api/stream");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "/llmcost/api/snapshot"));

        first.Dispose();
        while (await StatusAsync(app, "/llmcost/api/stream") is not HttpStatusCode.OK)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task AppStops_StreamsEnd()
    {
        await using var app = await DashboardApp.StartAsync();
        using var first = await app.GetAsync("/llmcost/api/stream");
        using var second = await app.GetAsync("/llmcost/api/stream");
        using var third = await app.GetAsync("/llmcost/api/stream");

        // Kestrel would otherwise wait half a minute for open requests.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        await app.App.StopAsync(limit.Token);

        Assert.False(limit.IsCancellationRequested);
        var text = await third.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(DashboardApp app, string address)
    {
        using var response = await app.GetAsync(address);
        return response.StatusCode;
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> ReadAsync(HttpResponseMessage response) =>
        SseParser.Create(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken))
            .EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }

    private static JsonElement Json(SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement;
}

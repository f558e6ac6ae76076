using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>Background responses can be read repeatedly through OpenAI's client, but they are billed once.</summary>
public sealed class BackgroundResponsesTests
{
    private const string Usage = """{"input_tokens":1000,"output_tokens":100,"total_tokens":1100}""";

    private const string Message = """
        {"type":"message","id":"msg_1","status":"completed","role":"assistant",
        "content":[{"type":"output_text","text":"Nectar.","annotations":[]}]}
        """;

    public static TheoryData<bool> WithReader => [true, false];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(WithReader))]
    public async Task PolledResponse_IsOneCall_RegardlessOfTheNumberOfReads(bool withReader)
    {
        string[] answers = [Response("queued"), Response("in_progress"), Response("completed"), Response("completed")];
        var read = 0;
        await using var server = await WireServer.StartAsync(context => JsonAsync(context, answers[read++]));
        using var meter = Meter(withReader);
        using var client = Client(meter, server);
        using var calls = meter.Collect<long>("llmcost.calls");

        var response = await client.GetResponseAsync(
            "What is honey made of?", new ChatOptions { AllowBackgroundResponses = true }, Token);
        var first = response.ContinuationToken;
        while (response.ContinuationToken is { } token)
        {
            response = await client.GetResponseAsync([], new ChatOptions { ContinuationToken = token }, Token);
        }

        var again = await client.GetResponseAsync([], new ChatOptions { ContinuationToken = first }, Token);

        Assert.Equal(("Nectar.", "Nectar.", 4), (response.Text, again.Text, read));
        Assert.Equal((1_100, UsageSource.Reported), (meter.Record.Usage.Total, meter.Record.UsageSource));
        Assert.Equal((1_000 * 1.25m + 100 * 10m) / 1_000_000, meter.Record.Cost?.Total);
        Assert.Single(calls.GetMeasurementSnapshot());
    }

    [Theory]
    [MemberData(nameof(WithReader))]
    public async Task AbandonedStream_ResumedByItsToken_IsOneCall(bool withReader)
    {
        await using var server = await WireServer.StartAsync(context => EventsAsync(
            context, HttpMethods.IsGet(context.Request.Method) ? [Delta(3, "ectar."), Event("completed", 4)] : Started()));
        using var meter = Meter(withReader);
        using var client = Client(meter, server);
        ResponseContinuationToken? token = null;
        await foreach (var update in client.GetStreamingResponseAsync(
            "What is honey made of?", new ChatOptions { AllowBackgroundResponses = true }, Token))
        {
            token = update.ContinuationToken;
            if (update.Text is "N")
            {
                break;
            }
        }

        Assert.Empty(meter.Observer.Records);
        for (var i = 0; i < 2; i++)
        {
            var resumed = await client.GetStreamingResponseAsync([], new ChatOptions { ContinuationToken = token }, Token)
                .ToChatResponseAsync(Token);
            Assert.Equal("ectar.", resumed.Text);
        }

        Assert.Equal((1_100, UsageSource.Reported), (meter.Record.Usage.Total, meter.Record.UsageSource));
    }

    [Theory]
    [MemberData(nameof(WithReader))]
    public async Task CompleteStream_IsBilledOnce_EvenIfItIsPolledAfterwards(bool withReader)
    {
        await using var server = await WireServer.StartAsync(context => HttpMethods.IsGet(context.Request.Method)
            ? JsonAsync(context, Response("completed"))
            : EventsAsync(context, [.. Started(), Event("completed", 3)]));
        using var meter = Meter(withReader);
        using var client = Client(meter, server);
        ResponseContinuationToken? token = null;
        await foreach (var update in client.GetStreamingResponseAsync(
            "What is honey made of?", new ChatOptions { AllowBackgroundResponses = true }, Token))
        {
            token ??= update.ContinuationToken;
        }

        await client.GetResponseAsync([], new ChatOptions { ContinuationToken = token }, Token);

        Assert.Equal(1_100, meter.Record.Usage.Total);
    }

    private static TestMeter Meter(bool withReader) => new(
        options => options.ProviderHosts["127.0.0.1"] = "openai", readers: withReader ? [new OpenAIUsageReader()] : []);

    private static IChatClient Client(TestMeter meter, WireServer server) => meter.Client(new OpenAIClient(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = server.Address, RetryPolicy = new ClientRetryPolicy(0) })
        .GetResponsesClient().AsIChatClient("gpt-5.1"));

    private static string[] Started() => [Event("created", 0), Event("in_progress", 1), Delta(2, "N")];

    private static string Event(string type, int number)
    {
        var status = type is "completed" ? type : "in_progress";
        return $$"""{"type":"response.{{type}}","sequence_number":{{number}},"response":{{Response(status)}} }""";
    }

    private static string Delta(int number, string text) =>
        $$"""
        {"type":"response.output_text.delta","sequence_number":{{number}},"item_id":"msg_1","output_index":0,
        "content_index":0,"delta":"{{text}}"}
        """.ReplaceLineEndings("");

    private static string Response(string status)
    {
        var (output, usage) = status is "completed" ? (Message, Usage) : ("", "null");
        return $$"""
            {"id":"resp_1","object":"response","created_at":1764000000,"status":"{{status}}","background":true,"error":null,
            "model":"gpt-5.1","output":[{{output}}],"parallel_tool_calls":true,"service_tier":"default","store":true,
            "tool_choice":"auto","tools":[],"metadata":{},"usage":{{usage}} }
            """.ReplaceLineEndings("");
    }

    private static Task JsonAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    private static async Task EventsAsync(HttpContext context, string[] events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var data in events)
        {
            await context.Response.WriteAsync($"data: {data}\n\n");
        }
    }
}

using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>
/// A meter outside a function-invocation loop sees the summed usage of several calls, but only the last call's raw response.
/// </summary>
public sealed class FunctionLoopTests
{
    public static TheoryData<bool, bool> Clients => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task MeterOutside_PrefersTheSumOfAllCallsToTheRawUsageOfTheLast(bool usesResponses, bool streamed)
    {
        var count = 0;
        await using var server = await WireServer.StartAsync(context =>
        {
            var isFirst = Interlocked.Increment(ref count) is 1;
            var body = usesResponses ? Response(isFirst) : Completion(isFirst, streamed);
            if (streamed)
            {
                context.Response.ContentType = "text/event-stream";
                return context.Response.WriteAsync(usesResponses
                    ? $"data: {Item(isFirst)}\n\ndata: {Completed(body)}\n\n"
                    : $"data: {body}\n\ndata: [DONE]\n\n");
            }

            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "openai", readers: [new OpenAIUsageReader()]);
        var openai = new OpenAIClient(
            new ApiKeyCredential("none"),
            new OpenAIClientOptions { Endpoint = server.Address, RetryPolicy = new ClientRetryPolicy(0) });
        using var client = (usesResponses
                ? openai.GetResponsesClient().AsIChatClient("gpt-5.1")
                : openai.GetChatClient("gpt-5.1").AsIChatClient())
            .AsBuilder().UseCostMetering(meter.Meter).UseFunctionInvocation().Build();

        var lookUp = AIFunctionFactory.Create(() => "Nectar.", "look_up");
        await Call.MakeAsync(client, streamed, new ChatOptions { Tools = [lookUp] });

        // The first call, which requests the function, uses 1,000 + 50 tokens. The second call, with the final response, uses
        // 200 + 10.
        Assert.Equal(2, count);
        Assert.Equal(new TokenUsage { Input = 1_200, Output = 60 }, meter.Record.Usage);
        Assert.Equal((1_200 * 1.25m + 60 * 10m) / 1_000_000, meter.Record.Cost?.Total);
    }

    private static string Completion(bool isFirst, bool streamed)
    {
        var (id, usage, reason) = isFirst
            ? ("chatcmpl-1", """{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050}""", "tool_calls")
            : ("chatcmpl-2", """{"prompt_tokens":200,"completion_tokens":10,"total_tokens":210}""", "stop");
        var content = isFirst
            ? """
              {"role":"assistant","content":null,"tool_calls":[
              {"index":0,"id":"call_1","type":"function","function":{"name":"look_up","arguments":"{}"}}]}
              """
            : """{"role":"assistant","content":"Nectar."}""";
        var (kind, part) = streamed ? ("chat.completion.chunk", "delta") : ("chat.completion", "message");
        return $$"""
            {"id":"{{id}}","object":"{{kind}}","created":1764000000,"model":"gpt-5.1","service_tier":"default",
            "choices":[{"index":0,"{{part}}":{{content}},"finish_reason":"{{reason}}"}],"usage":{{usage}} }
            """.ReplaceLineEndings("");
    }

    private static string Response(bool isFirst)
    {
        var (id, usage) = isFirst
            ? ("resp_1", """{"input_tokens":1000,"output_tokens":50,"total_tokens":1050}""")
            : ("resp_2", """{"input_tokens":200,"output_tokens":10,"total_tokens":210}""");
        return $$"""
            {"id":"{{id}}","object":"response","created_at":1764000000,"status":"completed","background":false,"error":null,
            "model":"gpt-5.1","output":[{{Output(isFirst)}}],"parallel_tool_calls":true,"service_tier":"default","store":true,
            "tool_choice":"auto","tools":[],"metadata":{},"usage":{{usage}} }
            """.ReplaceLineEndings("");
    }

    private static string Output(bool isFirst) => isFirst
        ? """{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look_up","arguments":"{}","status":"completed"}"""
        : """
          {"type":"message","id":"msg_1","status":"completed","role":"assistant",
          "content":[{"type":"output_text","text":"Nectar.","annotations":[]}]}
          """.ReplaceLineEndings("");

    private static string Item(bool isFirst) =>
        $$"""{"type":"response.output_item.done","sequence_number":0,"output_index":0,"item":{{Output(isFirst)}} }""";

    private static string Completed(string response) =>
        $$"""{"type":"response.completed","sequence_number":1,"response":{{response}} }""";
}

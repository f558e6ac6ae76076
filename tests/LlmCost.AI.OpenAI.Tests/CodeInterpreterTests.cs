using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>The code interpreter is billed per container session. Several responses may use the same session.</summary>
public sealed class CodeInterpreterTests : IAsyncLifetime
{
    private readonly TestMeter _meter = new(
        options => options.ProviderHosts["127.0.0.1"] = "openai", readers: [new OpenAIUsageReader()]);

    private string _output = "";
    private string _tool = "";
    private int _responses;
    private WireServer _server = null!;
    private IChatClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await WireServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(
                $$"""
                {"id":"resp_{{++_responses}}","object":"response","created_at":1764000000,"status":"completed","background":false,
                "error":null,"model":"gpt-5.1","output":[{{_output}}],"parallel_tool_calls":true,"service_tier":"default",
                "store":true,"tool_choice":"auto","tools":[{{_tool}}],"metadata":{},
                "usage":{"input_tokens":10,"output_tokens":1,"total_tokens":11} }
                """);
        });
        _client = Client(HttpClientPipelineTransport.Shared);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _meter.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Container_UsedAgainWithin20Minutes_IsOneSession()
    {
        await RunAsync("4g", "cntr_1");
        _meter.Time.Advance(TimeSpan.FromMinutes(19));
        await RunAsync("4g", "cntr_1", "cntr_2");
        _meter.Time.Advance(TimeSpan.FromMinutes(2));
        await RunAsync("4g", "cntr_1", "cntr_2");

        Assert.Equal(
            [Session(1, "4g"), Session(1, "4g"), Session(1, "4g")],
            _meter.Observer.Records.Select(record => Assert.Single(record.Quantities)));
    }

    [Fact]
    public async Task Container_InUse_CostsOnlyTheTokens()
    {
        await RunAsync(size: null, "cntr_1");
        await RunAsync(size: null, "cntr_1");

        const decimal tokens = (10 * 1.25m + 1 * 10m) / 1_000_000;
        Assert.Equal([tokens + 0.03m, tokens], _meter.Observer.Records.Select(record => record.Cost?.Total));
        Assert.All(_meter.Observer.Records, record => Assert.True(record.IsComplete));
    }

    [Fact]
    public async Task ReaderAndHandlerOfTheSameResponse_BeginOneSession()
    {
        using var http = new HttpClient(new CostMeteringHandler(_meter.Meter) { InnerHandler = new SocketsHttpHandler() });
        using var transport = new HttpClientPipelineTransport(http);
        _client = Client(transport);

        await RunAsync("4g", "cntr_1");
        await RunAsync("4g", "cntr_1");

        Assert.Equal(
            [[Session(1, "4g")], []], _meter.Observer.Records.Select(record => record.Quantities));
    }

    /// <summary>A request that refers to a container by its id does not repeat the size of the container.</summary>
    [Fact]
    public async Task NextSessionOfAContainer_HasTheSizeOfTheFirst()
    {
        await RunAsync("16g", "cntr_1");
        _meter.Time.Advance(TimeSpan.FromMinutes(20));
        await RunAsync(size: null, "cntr_1", "cntr_2");

        Assert.Equal([Session(1, "16g"), Session(1, null)], _meter.Observer.Records.Last().Quantities);
    }

    [Fact]
    public async Task OldestContainer_IsForgottenFirst_BeyondTheLimit()
    {
        await RunAsync(size: null, Enumerable.Range(0, 10_000).Select(i => $"cntr_{i}"));

        await RunAsync(size: null, "cntr_9999");
        await RunAsync(size: null, "more");
        await RunAsync(size: null, "cntr_0");

        Assert.Equal([0m, 1m, 1m], _meter.Observer.Records.TakeLast(3).Select(record => record.Quantities.Sum(q => q.Quantity)));
    }

    private static BillableQuantity Session(int count, string? kind) =>
        new() { Unit = BillableUnit.CodeInterpreterSession, Quantity = count, Kind = kind };

    private IChatClient Client(PipelineTransport transport) => _meter.Client(new OpenAIClient(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = _server.Address, RetryPolicy = new ClientRetryPolicy(0), Transport = transport })
        .GetResponsesClient().AsIChatClient("gpt-5.1"));

    private Task<ChatResponse> RunAsync(string? size, params IEnumerable<string> containers)
    {
        _output = string.Join(',', containers.Select((container, i) =>
            $$"""
            {"type":"code_interpreter_call","id":"ci_{{i}}","status":"completed","code":"1+1","container_id":"{{container}}",
            "outputs":[]}
            """));
        var named = size is null ? "\"cntr_1\"" : $$"""{"type":"auto","memory_limit":"{{size}}"}""";
        _tool = $$"""{"type":"code_interpreter","container":{{named}} }""";
        return _client.GetResponseAsync("Add it up.", cancellationToken: TestContext.Current.CancellationToken);
    }
}

using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Calls OpenAI's real client, with and without a meter and the reader of its raw responses.</summary>
internal sealed class ReaderCalls : IDisposable
{
    private static readonly ChatMessage[] s_messages = [new(ChatRole.User, "What is it?")];

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-1","object":"chat.completion","created":1764000000,"model":"gpt-5.1-2025-11-13","choices":[{"index":"""
        + """0,"message":{"role":"assistant","content":"Hello there.","refusal":null},"logprobs":null,"finish_reason":"stop"}]"""
        + ""","usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens"""
        + "\":1920},\"completion_tokens_details\":{\"reasoning_tokens\":192}},\"service_tier\":\"default\"}");

    private readonly HttpClient _http = new(new ReadyTransport([s_body], mediaType: "application/json"));
    private readonly List<ServiceProvider> _services = [];

    public ReaderCalls()
    {
        Bare = Client();
        Metered = Client(_ => { });
        WithReader = Client(metering => metering.AddOpenAIUsage());
    }

    public IChatClient Bare { get; }

    public IChatClient Metered { get; }

    public IChatClient WithReader { get; }

    public static void Call(IChatClient client) => client.GetResponseAsync(s_messages).GetAwaiter().GetResult();

    public void Dispose()
    {
        _services.ForEach(services => services.Dispose());
        _http.Dispose();
    }

    private IChatClient Client(Action<ICostMeteringBuilder>? metering = null)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(0),
        };
        var client = new OpenAIClient(new ApiKeyCredential("none"), options).GetChatClient("gpt-5.1").AsIChatClient();
        if (metering is null)
        {
            return client;
        }

        var services = new ServiceCollection();
        metering(services.AddCostMetering(one => one.SemanticConventions = GenAIMetricConventions.None));
        var provider = services.BuildServiceProvider();
        _services.Add(provider);
        return client.AsBuilder().UseCostMetering().Build(provider);
    }
}

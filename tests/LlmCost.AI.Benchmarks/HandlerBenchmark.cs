using BenchmarkDotNet.Attributes;

namespace LlmCost.AI.Benchmarks;

/// <summary>Measures the time that the HTTP handler adds to a streamed body of 100 KB from a server on a loopback port.</summary>
[MemoryDiagnoser]
public class HandlerBenchmark : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1_024];
    private readonly WireRequest _request = new() { Provider = "openai", Model = "gpt-5.1" };
    private readonly CostMeter _meter = new(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None });
    private readonly IReadOnlyList<byte[]> _body;
    private readonly string _address;
    private readonly StreamServer _server;
    private readonly HttpClient _bare;
    private readonly HttpClient _handler;
    private readonly HttpClient _bareWithoutNetwork;
    private readonly HttpClient _handlerWithoutNetwork;

    public HandlerBenchmark()
        : this(StreamBodies.ChatCompletions, isEncrypted: true)
    {
    }

    internal HandlerBenchmark(IReadOnlyList<byte[]> body, bool isEncrypted)
    {
        (_body, _server) = (body, new StreamServer(body, isEncrypted));
        _address = $"{(isEncrypted ? "https" : "http")}://api.openai.com/v1/chat/completions";

        // Both clients use the same connection. With two connections, the operating system may keep their threads on different
        // cores for minutes.
        var connection = _server.Connect();
        _bare = new HttpClient(connection);
        _handler = new HttpClient(new CostMeteringHandler(_meter) { InnerHandler = connection });
        _bareWithoutNetwork = new HttpClient(new ReadyTransport(body));
        _handlerWithoutNetwork = new HttpClient(new CostMeteringHandler(_meter) { InnerHandler = new ReadyTransport(body) });
    }

    [Benchmark(Baseline = true)]
    public Task<int> Bare() => ReadAsync(_bare);

    [Benchmark]
    public Task<int> CostMeteringHandler() => ReadAsync(_handler);

    [Benchmark]
    public Task<int> BareWithoutNetwork() => ReadAsync(_bareWithoutNetwork);

    [Benchmark]
    public Task<int> HandlerWithoutNetwork() => ReadAsync(_handlerWithoutNetwork);

    /// <summary>Measures the time that the handler takes to process the body, without a client.</summary>
    [Benchmark]
    public void Sieve()
    {
        var attempt = new HttpAttempt { Request = _request };
        using var body = BodyReader.Create("text/event-stream", attempt.Read)!;
        foreach (var part in _body)
        {
            body.Write(part);
        }

        body.End();
        attempt.Finish();
    }

    public void Dispose()
    {
        _handlerWithoutNetwork.Dispose();
        _bareWithoutNetwork.Dispose();
        _handler.Dispose();
        _bare.Dispose();
        _meter.Dispose();
        _server.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<int> ReadAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new StringContent(
                """{"model":"gpt-5.1","stream":true,"messages":[{"role":"user","content":"What is it?"}]}"""),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = await response.Content.ReadAsStreamAsync();
        var (length, read) = (0, 0);
        while ((read = await body.ReadAsync(_buffer)) > 0)
        {
            length += read;
        }

        return length;
    }
}

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Represents an app that reads its configuration from a file, and meters one call for each request.</summary>
internal sealed class Metered : ICostObserver, IDisposable
{
    private readonly ServiceProvider _services;
    private readonly ManualClock _clock = new();
    private CostRecord? _record;

    public Metered(string configuration)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonFile(configuration).Build())
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<ICostObserver>(this)
            .AddSingleton<IUsageReader, RequestReader>();
        services.AddCostMetering();
        _services = services.BuildServiceProvider();
    }

    public CostMeter Meter => _services.GetRequiredService<CostMeter>();

    /// <summary>Makes a call with the usage of a request.</summary>
    public async Task<CostRecord> CallAsync(PriceRequest request)
    {
        _clock.Now = request.Timestamp;
        _record = null;
        using var client = new RequestClient(request).AsBuilder().UseCostMetering().Build(_services);
        await client.GetResponseAsync("Hello.", new ChatOptions { ModelId = request.Query.Model });
        return _record!;
    }

    public void OnRecorded(CostRecord record) => _record = record;

    public void Dispose() => _services.Dispose();

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Simulates a provider's client that returns the request as its raw response.</summary>
    private sealed class RequestClient(PriceRequest request) : IChatClient
    {
        private readonly ChatClientMetadata _metadata = new(
            request.Query.Provider, request.Query.Endpoint is { } endpoint ? new Uri(endpoint) : null);

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello."))
            {
                ModelId = request.Usage.Model,
                RawRepresentation = request,
            });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? _metadata : null;

        public void Dispose()
        {
        }
    }

    private sealed class RequestReader : IUsageReader
    {
        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
        {
            var request = (PriceRequest)rawRepresentation;
            reading = UsageReading.Disjoint(request.Usage.Parts[0].Usage) with
            {
                ServiceTier = request.ServedAs.ServiceTier,
                Region = request.ServedAs.Region,
                Speed = request.ServedAs.Speed,
                Quantities = request.Usage.Parts[0].Quantities,
            };
            return true;
        }
    }
}

using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating embedding generator that meters the cost of every call.</summary>
/// <typeparam name="TInput">The type of the input.</typeparam>
/// <typeparam name="TEmbedding">The type of the embeddings.</typeparam>
/// <remarks>
/// <para>
/// Place this generator next to the provider's generator, last in an <see cref="EmbeddingGeneratorBuilder{TInput, TEmbedding}"/>.
/// Outside a cache, it would charge for cached embeddings, which cost nothing. A misplaced meter logs one warning. If another
/// meter is closer to the provider, this meter passes calls on without metering them.
/// </para>
/// <para>
/// Tokens are taken from <see cref="GeneratedEmbeddings{TEmbedding}.Usage"/>, as reported by the provider. If the provider
/// reports no usage, the cost of the call is unknown, never zero. Unless a budget limits or refuses a call, metering never
/// changes the call or causes it to fail. The generator is as thread-safe as the inner generator.
/// </para>
/// </remarks>
public sealed class CostMeteringEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>
    /// Initializes a new instance of the <see cref="CostMeteringEmbeddingGenerator{TInput, TEmbedding}"/> class.
    /// </summary>
    /// <param name="innerGenerator">The generator of the provider.</param>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerGenerator"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, CostMeter meter)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        meter.HasClients = true;
        _client = MeteredClient.Create(innerGenerator);
        _isMeteredInside = innerGenerator.GetService<CostMeteringEmbeddingGenerator<TInput, TEmbedding>>() is not null;
        if (!_isMeteredInside)
        {
            PipelineOrder.Check(innerGenerator, meter.Context.Log);
        }
    }

    /// <inheritdoc cref="CostMeteringChatClient.ProviderName"/>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <inheritdoc cref="CostMeteringChatClient.Account"/>
    public string? Account
    {
        get => _client.AccountOverride;
        set => _client.AccountOverride = value;
    }

    /// <inheritdoc/>
    public override Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_isMeteredInside)
        {
            return base.GenerateAsync(values, options, cancellationToken);
        }

        var call = MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming: false, cancellationToken);
        call.TakeTags(options, TaggedOptions.Embeddings);
        return call.Needs(() => new CallNeed(SizeOf(values))).RunAsync(
            call => base.GenerateAsync(values, call.Forwarded<EmbeddingGenerationOptions>(), cancellationToken),
            static (call, embeddings) => call.Observe(
                embeddings, embeddings?.Usage, embeddings is [{ } first, ..] ? first.ModelId : null));
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);

    /// <summary>
    /// Returns the size of text inputs in bytes of UTF-8. Only a collection is read, because enumerating a sequence again could
    /// run the caller's code twice.
    /// </summary>
    private static long SizeOf(IEnumerable<TInput> values)
    {
        long size = 0;
        foreach (var value in values as IReadOnlyCollection<TInput> ?? [])
        {
            size += value is string text ? Encoding.UTF8.GetByteCount(text) : 0;
        }

        return size;
    }
}

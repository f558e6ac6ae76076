using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Meters the cost of every embedding call that passes through.</summary>
/// <typeparam name="TInput">What is embedded.</typeparam>
/// <typeparam name="TEmbedding">The embeddings.</typeparam>
/// <remarks>
/// <para>
/// Its place is next to the provider's generator, last in an <see cref="EmbeddingGeneratorBuilder{TInput, TEmbedding}"/>: outside a cache it
/// would bill embeddings that cost nothing, and it warns once if it finds itself there. If there is a meter further inside, this one passes
/// calls on unmetered.
/// </para>
/// <para>
/// Tokens are what the provider reports in <see cref="GeneratedEmbeddings{TEmbedding}.Usage"/>. A provider that reports none leaves the cost of
/// the call unknown, never zero. Nothing in the metering can fail or change a call. As thread safe as the inner generator.
/// </para>
/// </remarks>
public sealed class CostMeteringEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Puts a meter in front of a generator.</summary>
    /// <param name="innerGenerator">The generator of the provider.</param>
    /// <param name="meter">The meter that records.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerGenerator"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, CostMeter meter)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Create(innerGenerator);
        _isMeteredInside = innerGenerator.GetService<CostMeteringEmbeddingGenerator<TInput, TEmbedding>>() is not null;
        if (!_isMeteredInside)
        {
            PipelineOrder.Check(innerGenerator, meter.Context.Log);
        }
    }

    /// <summary>
    /// The provider behind the generator, in OpenTelemetry's names, where its metadata tells nothing or something else, as behind a gateway.
    /// Default: <see langword="null"/>, the name that the generator's metadata and its endpoint tell.
    /// </summary>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <summary>
    /// Gets or sets the account that the provider bills: a project, workspace, subscription or key alias. Default: <see langword="null"/>, the account that
    /// <see cref="CostMeteringOptions.Accounts"/> has for the endpoint.
    /// </summary>
    public string? Account
    {
        get => _client.AccountOverride;
        set => _client.AccountOverride = value;
    }

    /// <inheritdoc/>
    public override Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GenerateAsync(values, options, cancellationToken)
            : MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming: false, cancellationToken).RunAsync(
                _ => base.GenerateAsync(values, options, cancellationToken),
                static (call, embeddings) => call.Observe(
                    embeddings, embeddings?.Usage, embeddings is [{ } first, ..] ? first.ModelId : null));

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}

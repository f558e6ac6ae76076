using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>What a meter knows of the client that it sits in front of.</summary>
internal sealed class MeteredClient
{
    private readonly Uri? _endpoint;
    private Answerer? _answerer;

    /// <summary>Takes what a client says of itself.</summary>
    /// <param name="providerName">The name that it gives the provider.</param>
    /// <param name="providerUri">Where its requests go.</param>
    /// <param name="defaultModel">The model of requests that name none.</param>
    /// <param name="hasMetadata">Whether it said anything.</param>
    /// <param name="kind">What kind of client it is; <see langword="null"/> is a chat client.</param>
    public MeteredClient(string? providerName, Uri? providerUri, string? defaultModel, bool hasMetadata = true, CallKind? kind = null)
    {
        Kind = kind ?? CallKind.Chat;
        HasMetadata = hasMetadata;
        DefaultModel = defaultModel;
        AdapterName = KnownProviders.Canonical(providerName);
        _endpoint = providerUri;
        if (_endpoint is { IsAbsoluteUri: true })
        {
            ServerAddress = _endpoint.Host;
            ServerPort = _endpoint.Port;
        }
    }

    public static MeteredClient Of(IChatClient client)
    {
        var metadata = client.GetService<ChatClientMetadata>();
        return new MeteredClient(metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null);
    }

    public static MeteredClient Of(IEmbeddingGenerator generator)
    {
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.Embeddings);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Of(IImageGenerator generator)
    {
        var metadata = generator.GetService<ImageGeneratorMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.Images);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Of(ISpeechToTextClient client)
    {
        var metadata = client.GetService<SpeechToTextClientMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.SpeechToText);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Of(ITextToSpeechClient client)
    {
        var metadata = client.GetService<TextToSpeechClientMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.TextToSpeech);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Of(IRealtimeClient client)
    {
        var metadata = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.Realtime);
    }

    /// <summary>The same client as it transcribes what it hears, by a model that only the options of a session name.</summary>
    public MeteredClient ForTranscription() => new(AdapterName, _endpoint, defaultModel: null, HasMetadata, CallKind.RealtimeTranscription)
    {
        ProviderNameOverride = ProviderNameOverride,
    };

    public CallKind Kind { get; }

    /// <summary>
    /// Whether the chain of clients reaches a provider. If not, something in it chooses among clients or hides them, and there may be
    /// meters behind it.
    /// </summary>
    public bool HasMetadata { get; }

    /// <summary>What the client calls itself; the client of OpenAI says <c>openai</c> for every endpoint.</summary>
    public string? AdapterName { get; }

    public string? DefaultModel { get; }

    public string? ServerAddress { get; }

    /// <summary>The port, boxed once, since it becomes an attribute of every measurement.</summary>
    public object? ServerPort { get; }

    /// <summary>The provider's name by the user's word, which wins over what the metadata tells.</summary>
    public string? ProviderNameOverride
    {
        get;
        set
        {
            field = KnownProviders.Canonical(value);
            _answerer = null;
        }
    }

    /// <summary>Who answers, by the endpoints in force, and how it counts.</summary>
    public Answerer Answerer(MeteringSnapshot state)
    {
        var answerer = _answerer;
        if (answerer?.State == state)
        {
            return answerer;
        }

        var provider = ProviderNameOverride ?? KnownProviders.Resolve(AdapterName, _endpoint, state.Endpoints);
        answerer = new Answerer(state, provider, UsageDialect.For(AdapterName, provider));
        _answerer = answerer;
        return answerer;
    }
}

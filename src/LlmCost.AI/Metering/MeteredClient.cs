using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>What a meter knows of the client that it sits in front of.</summary>
internal sealed class MeteredClient
{
    private readonly Uri? _endpoint;
    private readonly string? _serverAddress;
    private readonly object? _serverPort;
    private ResolvedProvider? _resolved;

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
            Endpoint = _endpoint.AbsoluteUri;
            _serverAddress = _endpoint.Host;
            _serverPort = _endpoint.Port;
        }
    }

    public static MeteredClient Create(IChatClient client)
    {
        var metadata = client.GetService<ChatClientMetadata>();
        return new MeteredClient(metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null);
    }

    public static MeteredClient Create(IEmbeddingGenerator generator)
    {
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.Embeddings);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Create(IImageGenerator generator)
    {
        var metadata = generator.GetService<ImageGeneratorMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.Images);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Create(ISpeechToTextClient client)
    {
        var metadata = client.GetService<SpeechToTextClientMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.SpeechToText);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Create(ITextToSpeechClient client)
    {
        var metadata = client.GetService<TextToSpeechClientMetadata>();
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.TextToSpeech);
    }

    [Experimental("MEAI001")]
    public static MeteredClient Create(IRealtimeClient client)
    {
        var metadata = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return new MeteredClient(
            metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null, CallKind.Realtime);
    }

    /// <summary>The same client as it transcribes what it hears, by a model that only the options of a session name.</summary>
    public MeteredClient ForTranscription() => new(AdapterName, _endpoint, defaultModel: null, HasMetadata, CallKind.RealtimeTranscription)
    {
        ProviderNameOverride = ProviderNameOverride,
        AccountOverride = AccountOverride,
    };

    public CallKind Kind { get; }

    /// <summary>
    /// Whether the chain of clients reaches a provider. If not, something in it chooses among clients or hides them, and there
    /// may be meters behind it.
    /// </summary>
    public bool HasMetadata { get; }

    /// <summary>What the client calls itself; the client of OpenAI says <c>openai</c> for every endpoint.</summary>
    public string? AdapterName { get; }

    public string? DefaultModel { get; }

    /// <summary>The address of the API, or <see langword="null"/> if it is not known.</summary>
    public string? Endpoint { get; }

    /// <summary>The provider's name as the user set it, which wins over the client's metadata.</summary>
    public string? ProviderNameOverride
    {
        get;
        set
        {
            field = KnownProviders.Canonical(value);
            _resolved = null;
        }
    }

    /// <summary>The billed account as the user set it, which wins over the options.</summary>
    public string? AccountOverride
    {
        get;
        set
        {
            field = value;
            _resolved = null;
        }
    }

    /// <summary>Resolves who answers, and for which account, with the options in effect.</summary>
    public ResolvedProvider Resolve(MeteringSnapshot snapshot)
    {
        var resolved = _resolved;
        if (resolved?.Snapshot != snapshot)
        {
            var provider = ProviderNameOverride ?? KnownProviders.Resolve(AdapterName, _endpoint, snapshot.ProviderHosts);
            var account = AccountOverride ?? (_serverAddress is null ? null : snapshot.Accounts.GetValueOrDefault(_serverAddress));
            var target = new CallTarget(snapshot.Telemetry, Kind == CallKind.Chat, _serverAddress, _serverPort);
            _resolved = resolved = new ResolvedProvider(snapshot, provider, account, UsageDialect.For(AdapterName, provider), target);
        }

        return resolved;
    }
}

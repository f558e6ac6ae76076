using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The properties of a metered client.</summary>
internal sealed class MeteredClient
{
    private readonly Uri? _endpoint;
    private readonly string? _serverAddress;
    private readonly object? _serverPort;
    private ResolvedProvider? _resolved;

    /// <summary>Creates an instance from the metadata of a client.</summary>
    /// <param name="providerName">The name of the provider in the metadata.</param>
    /// <param name="providerUri">The address of the API.</param>
    /// <param name="defaultModel">The model of requests that don't name a model.</param>
    /// <param name="hasMetadata">True if the client has metadata.</param>
    /// <param name="kind">The kind of calls; <see langword="null"/> for chat calls.</param>
    public MeteredClient(
        string? providerName, Uri? providerUri, string? defaultModel, bool hasMetadata = true, CallKind? kind = null)
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

    /// <summary>
    /// True if the meter is outside a function-invocation loop, so that the usage of a response is the sum of several calls, but
    /// the raw response belongs to the last call only.
    /// </summary>
    public bool SumsCalls { get; private init; }

    public static MeteredClient Create(IChatClient client)
    {
        var metadata = client.GetService<ChatClientMetadata>();
        return new MeteredClient(metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId, metadata is not null)
        {
            SumsCalls = client.GetService<FunctionInvokingChatClient>() is not null,
        };
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

    /// <summary>
    /// Returns the properties of the same client for transcripts of the input audio. They include no default model, because only
    /// the session options name the transcription model.
    /// </summary>
    public MeteredClient ForTranscription() =>
        new(AdapterName, _endpoint, defaultModel: null, HasMetadata, CallKind.RealtimeTranscription)
        {
            ProviderNameOverride = ProviderNameOverride,
            AccountOverride = AccountOverride,
        };

    public CallKind Kind { get; }

    /// <summary>
    /// True if the client chain has provider metadata. Otherwise, a client in the chain chooses among clients or hides its inner
    /// client, so there might be inner meters that can't be found.
    /// </summary>
    public bool HasMetadata { get; }

    /// <summary>The provider name in the client's metadata. The OpenAI client reports <c>openai</c> for every endpoint.</summary>
    public string? AdapterName { get; }

    public string? DefaultModel { get; }

    /// <summary>The address of the API, or <see langword="null"/> if it is unknown.</summary>
    public string? Endpoint { get; }

    /// <summary>The provider name set by the app, which takes precedence over the client's metadata.</summary>
    public string? ProviderNameOverride
    {
        get;
        set
        {
            field = KnownProviders.Canonical(value);
            _resolved = null;
        }
    }

    /// <summary>The billed account set by the app, which takes precedence over the options.</summary>
    public string? AccountOverride
    {
        get;
        set
        {
            field = value;
            _resolved = null;
        }
    }

    /// <summary>Resolves the provider and the billed account with the options in effect.</summary>
    public ResolvedProvider Resolve(MeteringSnapshot snapshot)
    {
        var resolved = _resolved;
        if (resolved?.Snapshot != snapshot)
        {
            var provider = KnownProviders.Resolve(AdapterName, _endpoint, snapshot.ProviderHosts);
            if (ProviderNameOverride is { } name)
            {
                provider = new ProviderIdentity(name, provider.Region);
            }

            var account = AccountOverride ?? snapshot.Accounts.Find(_endpoint);
            var target = new CallTarget(snapshot.Telemetry, Kind == CallKind.Chat, _serverAddress, _serverPort);
            _resolved = resolved = new ResolvedProvider(
                snapshot, provider, account, KnownProviders.DialectOf(AdapterName, provider.Name), target);
        }

        return resolved;
    }
}

using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>What a meter knows of the client that it sits in front of.</summary>
internal sealed class MeteredClient
{
    private readonly string? _adapterName;
    private readonly Uri? _endpoint;
    private Answerer? _answerer;

    public MeteredClient(IChatClient client)
    {
        var metadata = client.GetService<ChatClientMetadata>();
        HasMetadata = metadata is not null;
        DefaultModel = metadata?.DefaultModelId;
        _adapterName = ProviderIdentity.Canonical(metadata?.ProviderName);
        _endpoint = metadata?.ProviderUri;
        if (_endpoint is { IsAbsoluteUri: true })
        {
            ServerAddress = _endpoint.Host;
            ServerPort = _endpoint.Port;
        }
    }

    /// <summary>
    /// Whether the chain of clients reaches a provider. If not, something in it chooses among clients or hides them, and there may be
    /// meters behind it.
    /// </summary>
    public bool HasMetadata { get; }

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
            field = ProviderIdentity.Canonical(value);
            _answerer = null;
        }
    }

    /// <summary>Who answers, by the endpoints in force, and how it counts.</summary>
    public Answerer Answerer(MeteringState state)
    {
        var answerer = _answerer;
        if (answerer?.State == state)
        {
            return answerer;
        }

        var provider = ProviderNameOverride ?? ProviderIdentity.Resolve(_adapterName, _endpoint, state.Endpoints);
        answerer = new Answerer(state, provider, UsageDialect.For(_adapterName, provider));
        _answerer = answerer;
        return answerer;
    }
}

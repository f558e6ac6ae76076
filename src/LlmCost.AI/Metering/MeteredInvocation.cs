using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>One invocation of a <see cref="MeteredChatService"/>, which makes any number of requests to the provider.</summary>
/// <remarks>All members are thread-safe.</remarks>
public sealed class MeteredInvocation
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly string _operationName;
    private readonly IEnumerable<ChatMessage> _messages;
    private readonly bool _isStreaming;
    private readonly CancellationToken _cancellationToken;
    private readonly AmbientCall? _self;
    private readonly AmbientCall? _outer;

    /// <summary>
    /// The HTTP requests of all round trips; <see langword="null"/> if the app doesn't use a <see cref="CostMeteringHandler"/>.
    /// </summary>
    private readonly HttpAttempts? _attempts;

    internal MeteredInvocation(
        CostMeter meter,
        MeteredClient client,
        string operationName,
        IEnumerable<ChatMessage> messages,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        (_meter, _client, _operationName, _messages) = (meter, client, operationName, messages);
        (_isStreaming, _cancellationToken) = (isStreaming, cancellationToken);
        _outer = AmbientCall.FindOuter(client.Kind);
        _self = client.HasMetadata ? null : new AmbientCall(client.Kind);
        _attempts = HttpAttempts.Begin(client, meter.Snapshot, client.DefaultModel);
    }

    /// <summary>Hides all calls in progress from meters in the current flow.</summary>
    /// <remarks>
    /// Call this method before app code runs within an invocation, such as a function that the model calls. Calls that the app
    /// code makes are billed separately. As with <see cref="CostScope.Resume"/>, a call in an async method does not affect the
    /// flow of that method's caller.
    /// </remarks>
    public static void Leave()
    {
        Ambient<AmbientCall>.Clear();
        HttpAttempts.Leave();
    }

    /// <summary>
    /// Makes this the innermost invocation of the current flow, so that meters and HTTP handlers behind the service find it.
    /// </summary>
    /// <remarks>
    /// Call this method before the service is called. As with <see cref="CostScope.Resume"/>, a call in an async method does not
    /// affect the flow of that method's caller.
    /// </remarks>
    public void Enter()
    {
        _self?.Enter();
        _attempts?.Enter();
    }

    /// <summary>Begins a request to the provider, with the prices and options in effect now.</summary>
    /// <returns>The round trip. It is recorded when it ends. A round trip that never ends is not recorded.</returns>
    public MeteredRoundTrip BeginRoundTrip()
    {
        var call = MeteredCall.Begin(
            _meter.Context, _client, requestModel: null, _isStreaming, _cancellationToken, _operationName);
        call.SetPlace(_messages, _self, _outer);
        call.ShareAttempts(_attempts);
        return new MeteredRoundTrip(call);
    }
}

namespace LlmCost.AI;

/// <summary>
/// The HTTP requests of one call. A <see cref="CostMeteringHandler"/> finds the call of the current flow through this class, and
/// the call finds the data that the handler has read.
/// </summary>
/// <remarks>
/// This is a separate object, because a handler can still be reading a body when the pooled <see cref="MeteredCall"/> is reused
/// for another call. Thread-safe.
/// </remarks>
internal sealed class HttpAttempts
{
    private static volatile bool s_areObserved;

    private readonly MeteredClient _client;
    private readonly MeteringSnapshot _snapshot;
    private readonly string? _requestModel;
    private readonly Lock _lock = new();
    private readonly List<HttpAttempt> _attempts = [];
    private Ambient<HttpAttempts>? _place;
    private volatile bool _hasEnded;

    private HttpAttempts(MeteredClient client, MeteringSnapshot snapshot, string? requestModel) =>
        (_client, _snapshot, _requestModel) = (client, snapshot, requestModel);

    /// <summary>
    /// Begins to collect the requests of a call, or returns <see langword="null"/> if the app doesn't use a
    /// <see cref="CostMeteringHandler"/>.
    /// </summary>
    public static HttpAttempts? Begin(MeteredClient client, MeteringSnapshot snapshot, string? requestModel) =>
        s_areObserved ? new HttpAttempts(client, snapshot, requestModel) : null;

    /// <summary>Finds, among the calls in progress in the current flow, the innermost call to which a request belongs.</summary>
    /// <param name="address">The address of the request.</param>
    /// <returns>The requests of the call, or <see langword="null"/> if the request belongs to no call.</returns>
    public static HttpAttempts? Find(Uri address)
    {
        var attempts = Ambient<HttpAttempts>.Current;
        while (attempts is not null && (attempts._hasEnded || !attempts.CanContain(address)))
        {
            attempts = attempts._place?.Outer;
        }

        return attempts;
    }

    /// <summary>Records that the app uses a <see cref="CostMeteringHandler"/>.</summary>
    public static void Observe() => s_areObserved = true;

    /// <summary>Makes the call of these requests the innermost call of the current flow.</summary>
    public void Enter() => (_place ??= new Ambient<HttpAttempts>(this)).Enter();

    /// <summary>Hides all calls from the current flow.</summary>
    public static void Leave() => Ambient<HttpAttempts>.Clear();

    /// <summary>Ends the call. Later requests in flows that the call started don't belong to it.</summary>
    public void End() => _hasEnded = true;

    /// <summary>Continues to collect requests after <see cref="End"/>, for the next call that shares this collection.</summary>
    public void Continue() => _hasEnded = false;

    /// <summary>Adds a request.</summary>
    public HttpAttempt Add()
    {
        var attempt = new HttpAttempt
        {
            Request = new WireRequest { Provider = _client.Resolve(_snapshot).ProviderName, Model = _requestModel },
        };
        lock (_lock)
        {
            _attempts.Add(attempt);
        }

        return attempt;
    }

    /// <summary>Removes requests from this collection, and returns them with the usage that their bodies report.</summary>
    /// <param name="responseId">
    /// The id of a response. Requests that were added after the request with this response stay in the collection. If the id is
    /// <see langword="null"/>, or if no request has this response, all requests are removed.
    /// </param>
    public List<(HttpAttempt Attempt, WireUsage Body)> Take(string? responseId)
    {
        lock (_lock)
        {
            var taken = _attempts.ConvertAll(attempt => (Attempt: attempt, Body: attempt.Finish()));
            var last = responseId is null ? -1 : taken.FindLastIndex(one => one.Body.ResponseId == responseId);
            if (last >= 0)
            {
                taken.RemoveRange(last + 1, taken.Count - last - 1);
            }

            _attempts.RemoveRange(0, taken.Count);
            return taken;
        }
    }

    /// <summary>
    /// Returns false for a request to a provider other than the call's provider, such as a request that a tool makes. Such a
    /// request is billed separately.
    /// </summary>
    private bool CanContain(Uri address)
    {
        if (!Uri.TryCreate(_client.Endpoint, UriKind.Absolute, out var endpoint)
            || string.Equals(endpoint.Host, address.Host, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var provider = KnownProviders.Resolve(adapterName: null, address, _snapshot.ProviderHosts);
        return provider.IsUnknownHost || provider.Name == _client.Resolve(_snapshot).ProviderName;
    }
}

using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Meters the LLM calls of an <see cref="HttpClient"/>, from the bytes that the provider sends.</summary>
/// <remarks>
/// <para>
/// Place the handler next to the network, inside handlers that retry: call <c>AddCostMeteringHandler()</c> last, or wrap a
/// <see cref="SocketsHttpHandler"/>. It reads usage from JSON, server-sent events, JSON lines and AWS event streams while the app
/// reads them, and neither changes nor delays a byte. It buffers at most 64 KiB of a response, and stores no content.
/// </para>
/// <para>
/// Within a call of a metered client, the handler supplies more complete usage than the client reports, and counts the requests
/// of the call (<see cref="CostRecord.Attempts"/>). Without a metered client, the handler records each request separately. It
/// records requests to the model APIs of providers whose host is known or listed in
/// <see cref="CostMeteringOptions.ProviderHosts"/>. It records other requests only if the response contains recognizable usage.
/// </para>
/// <para>Metering failures are counted, but never reach the app. The handler is thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var http = new HttpClient(new CostMeteringHandler(meter) { InnerHandler = new SocketsHttpHandler() });
/// </code>
/// </example>
public sealed class CostMeteringHandler : DelegatingHandler
{
    /// <summary>The maximum number of endpoints whose metadata is cached. An app calls only a few endpoints.</summary>
    private const int MaxClients = 256;

    private static readonly HttpRequestOptionsKey<bool> s_isMetered = new("LlmCost.AI.IsMetered");

    private readonly MeteringContext _context;
    private readonly ConcurrentDictionary<(string Authority, CallKind Kind), MeteredClient> _clients = new();

    /// <summary>Initializes a new instance of the <see cref="CostMeteringHandler"/> class.</summary>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="meter"/> is <see langword="null"/>.</exception>
    public CostMeteringHandler(CostMeter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _context = meter.Context;
        meter.HasClients = true;
        HttpAttempts.Observe();
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = Begin(request, cancellationToken);
        if (exchange is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
        finally
        {
            Unmark(request);
        }

        exchange.Observe(response);
        return response;
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = Begin(request, cancellationToken);
        if (exchange is null)
        {
            return base.Send(request, cancellationToken);
        }

        HttpResponseMessage response;
        try
        {
            response = base.Send(request, cancellationToken);
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
        finally
        {
            Unmark(request);
        }

        exchange.Observe(response);
        return response;
    }

    /// <summary>Removes the mark of a metered request, because a client can send the request again.</summary>
    private static void Unmark(HttpRequestMessage request) =>
        ((IDictionary<string, object?>)request.Options).Remove(s_isMetered.Key);

    /// <summary>Begins to observe a request, or returns null if the request is not metered here.</summary>
    private HttpExchange? Begin(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            // Another CostMeteringHandler outside this one may already observe the same request, and a canceled request is not
            // sent.
            if (request.RequestUri is not { IsAbsoluteUri: true } address || cancellationToken.IsCancellationRequested
                || request.Options.TryGetValue(s_isMetered, out _))
            {
                return null;
            }

            var exchange = HttpAttempts.Find(address) is { } attempts
                ? new HttpExchange(_context, attempts.Add())
                : BeginCall(request, address, cancellationToken);
            if (exchange is not null)
            {
                request.Options.Set(s_isMetered, true);
            }

            return exchange;
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
            return null;
        }
    }

    private HttpExchange? BeginCall(HttpRequestMessage request, Uri address, CancellationToken cancellationToken)
    {
        var target = HttpTarget.Of(address, _context.Snapshot.ProviderHosts);
        var isCall = target.IsKnownHost && target.Kind is not null && request.Method == HttpMethod.Post;

        // The result of a background response is requested with GET.
        if (!isCall && request.Method != HttpMethod.Post && !(target.IsKnownHost && request.Method == HttpMethod.Get))
        {
            return null;
        }

        var call = MeteredCall.BeginHttp(_context, ClientOf(address, target), cancellationToken);
        return new HttpExchange(_context, call.Attempts!.Add(), call, request.Content, target.Model, isCall);
    }

    private MeteredClient ClientOf(Uri address, HttpTarget target)
    {
        var key = (address.GetLeftPart(UriPartial.Authority), target.Kind ?? CallKind.Chat);
        if (_clients.TryGetValue(key, out var known))
        {
            return known;
        }

        var client = new MeteredClient(providerName: null, new Uri(key.Item1), defaultModel: null, kind: key.Item2);
        return _clients.Count < MaxClients ? _clients.GetOrAdd(key, client) : client;
    }
}

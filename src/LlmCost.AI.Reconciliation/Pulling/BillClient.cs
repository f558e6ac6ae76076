using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace LlmCost.AI;

/// <summary>Sends requests for bills, and retries requests after temporary failures.</summary>
/// <remarks>The credential is obtained for each request, added to a header, and not stored.</remarks>
internal sealed class BillClient : IDisposable
{
    private const int Retries = 5;
    private const int LongestMessage = 300;
    private const long MaxBytes = 256 << 20;
    private const string AzureLimitPrefix = "x-ms-ratelimit-microsoft.costmanagement-";
    private const string AzureLimitSuffix = "-retry-after";

    /// <summary>
    /// The maximum wait before a retry. If the provider requests a longer wait, the pull ends, and the next pull continues where
    /// this one stopped.
    /// </summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(10);

    private readonly string _source;
    private readonly Func<CancellationToken, ValueTask<string>> _credential;
    private readonly Action<HttpRequestMessage, string> _authorize;
    private readonly HttpClient _client;
    private readonly bool _ownsClient;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    /// <param name="source">The name of the source in messages.</param>
    /// <param name="endpoint">The base URL of all requests.</param>
    /// <param name="credential">A function that returns the credential.</param>
    /// <param name="authorize">Adds the credential to the headers of a request.</param>
    /// <param name="client">The client, or <see langword="null"/> to create a client.</param>
    /// <param name="clock">The clock for waits.</param>
    /// <exception cref="ArgumentException">The endpoint is not safe for a credential.</exception>
    public BillClient(
        string source,
        Uri endpoint,
        Func<CancellationToken, ValueTask<string>> credential,
        Action<HttpRequestMessage, string> authorize,
        HttpClient? client,
        TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ThrowIfUnsafe(endpoint);

        _source = source;
        Endpoint = endpoint.AbsolutePath.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/");
        _credential = credential;
        _authorize = authorize;
        Clock = clock;
        _ownsClient = client is null;
        _client = client ?? CreateClient();
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(RequestedWait(arguments.Outcome.Result)),
            })
            .Build();
    }

    /// <summary>Gets the base URL of all requests, which ends with a slash.</summary>
    public Uri Endpoint { get; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Adds a credential to a request as a bearer token.</summary>
    public static void AuthorizeAsBearer(HttpRequestMessage request, string credential) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);

    /// <summary>Sends a request, and reads the JSON of the response.</summary>
    /// <param name="create">A function that creates the request. It is called for each attempt.</param>
    /// <param name="report">The name of the report in messages.</param>
    /// <param name="permission">The required permission, as a sentence for messages about the status codes 401 and 403.</param>
    /// <param name="cancellationToken">A token that cancels the request.</param>
    /// <param name="accepted">An error status for which the method returns <see langword="null"/> instead of throwing.</param>
    /// <returns>The JSON, or <see langword="null"/> for the accepted status or 204.</returns>
    /// <exception cref="BillSourceException">The response has another status, or is not JSON.</exception>
    public async Task<JsonElement?> SendAsync(
        Func<HttpRequestMessage> create,
        string report,
        string permission,
        CancellationToken cancellationToken,
        HttpStatusCode? accepted = null)
    {
        var credential = (await _credential(cancellationToken).ConfigureAwait(false))?.Trim();
        ThrowIfUnusable(credential);
        using var response = await SendAsync(create, credential!, report, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == accepted || response.StatusCode is HttpStatusCode.NoContent)
        {
            return null;
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new BillSourceException(Fault(response, body, credential!, report, permission));
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new BillSourceException(
                $"{_source}: the answer to '{report}' is not JSON. Check the endpoint, and proxies on the way to it.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    private static HttpClient CreateClient() => new(
        new SocketsHttpHandler
        {
            // A redirect could send the credential to another host.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
        })
    {
        MaxResponseContentBufferSize = MaxBytes,
    };

    private static void ThrowIfUnsafe(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var isSafe = endpoint.IsAbsoluteUri
            && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback))
            && endpoint is { UserInfo: "", Query: "", Fragment: "" };
        if (!isSafe)
        {
            throw new ArgumentException(
                "The endpoint must begin with https:// (or with http:// on this machine), and must not contain a user, a "
                    + "password or a query.",
                nameof(endpoint));
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, string credential, string report, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    using var request = create();
                    _authorize(request, credential);
                    return await _client.SendAsync(request, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransient(e))
        {
            throw new BillSourceException(
                $"{_source}: '{report}' can't be read from {Endpoint.Authority}: {Clean(e.Message, credential)}", e);
        }
    }

    private void ThrowIfUnusable(string? credential)
    {
        if (string.IsNullOrEmpty(credential))
        {
            throw new BillSourceException($"{_source}: the credential is empty.");
        }

        // The exception for an invalid header would contain the header's value.
        if (credential.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new BillSourceException(
                $"{_source}: the credential contains invalid characters, such as a space or a line break.");
        }
    }

    private string Fault(HttpResponseMessage response, byte[] body, string credential, string report, string permission)
    {
        var status = (int)response.StatusCode;
        var message = Message(body) is { Length: > 0 } text ? $" The provider wrote: {Clean(text, credential)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{_source}: '{report}' returned status {status}. ") + status switch
        {
            // The provider's message is left out, because messages about a wrong key contain parts of the key.
            401 => $"The credential is not valid, or has expired. {permission}",
            403 => $"{permission}{message}",
            404 => $"The report does not exist at {Endpoint.Authority}. Check the endpoint, or leave out the report.{message}",
            429 when RequestedWait(response) is { } wait => string.Create(
                CultureInfo.InvariantCulture, $"Try again in {Math.Ceiling(wait.TotalSeconds):0} s.{message}"),
            429 => $"Too many requests. Try again later.{message}",
            >= 300 and < 400 => "Redirects are not followed, because they would send the credential to another address.",
            >= 500 => $"The provider has an internal error. Try again later.{message}",
            _ => message.TrimStart(),
        };
    }

    /// <summary>Reads the error message, which is in the same field of the responses of all supported providers.</summary>
    private static string? Message(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object
                && error.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String
                ? message.GetString()
                : null;
        }
        catch (JsonException)
        {
            // The response is not JSON, for example because it is the error page of a proxy. The status alone is reported.
            return null;
        }
    }

    private static string Clean(string message, string credential)
    {
        var text = string.Concat(
            message.Replace(credential, "***", StringComparison.Ordinal).Select(one => char.IsControl(one) ? ' ' : one));
        return text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
    }

    private bool ShouldRetry(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: { } e } => IsTransient(e),
        { Result: { } response } => (int)response.StatusCode is 408 or 429 or >= 500
            && !(RequestedWait(response) > s_longestWait),
        _ => false,
    };

    private static bool IsTransient(Exception e) =>
        e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException };

    /// <summary>Returns the time to wait before the next attempt: the longest time in the headers of the response.</summary>
    private TimeSpan? RequestedWait(HttpResponseMessage? response)
    {
        if (response is null)
        {
            return null;
        }

        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > Clock.GetUtcNow() => date - Clock.GetUtcNow(),
            { Date: not null } => TimeSpan.Zero,
            _ => (TimeSpan?)null,
        };
        foreach (var (name, values) in response.Headers)
        {
            if (name.StartsWith(AzureLimitPrefix, StringComparison.OrdinalIgnoreCase)
                && name.EndsWith(AzureLimitSuffix, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && !(wait > TimeSpan.FromSeconds(seconds)))
            {
                wait = TimeSpan.FromSeconds(seconds);
            }
        }

        return wait;
    }
}

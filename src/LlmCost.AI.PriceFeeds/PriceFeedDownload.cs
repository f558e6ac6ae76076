using System.Net;
using System.Net.Http.Headers;

namespace LlmCost.AI;

/// <summary>Gets price lists over HTTP.</summary>
/// <param name="client">A client that follows no redirect and has limits of size and time.</param>
internal sealed class PriceFeedDownload(HttpClient client)
{
    /// <summary>The name of the client at the factory.</summary>
    public const string ClientName = "LlmCost.AI.PriceFeeds";

    private const int MaxRedirects = 3;

    /// <summary>Gets a list.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="etag">The version that is known, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The list and its version, or <see langword="null"/> if there is no newer one.</returns>
    /// <exception cref="HttpRequestException">There is no list to be had, or it is larger than it may be.</exception>
    public async Task<(byte[] Content, string? ETag)?> GetAsync(Uri address, string? etag, CancellationToken cancellationToken)
    {
        var next = address;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("LlmCost.AI", typeof(PriceFeedDownload).Assembly.GetName().Version!.ToString(3)));
            if (etag is not null && EntityTagHeaderValue.TryParse(etag, out var known))
            {
                request.Headers.IfNoneMatch.Add(known);
            }

            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.NotModified)
            {
                return null;
            }

            if (response.Headers.Location is not { } location || (int)response.StatusCode is < 300 or > 399)
            {
                response.EnsureSuccessStatusCode();
                return (await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), response.Headers.ETag?.ToString());
            }

            next = new Uri(next, location);
            if (Uri.Compare(next, address, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) is not 0)
            {
                throw new HttpRequestException($"it was redirected to another host, {next.Host}, which is not followed");
            }
        }

        throw new HttpRequestException($"it was redirected more than {MaxRedirects} times");
    }
}

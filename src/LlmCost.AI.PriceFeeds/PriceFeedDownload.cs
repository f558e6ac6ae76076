using System.Net;
using System.Net.Http.Headers;

namespace LlmCost.AI;

/// <summary>Downloads price lists over HTTP.</summary>
/// <param name="client">A client that does not follow redirects, and that limits the size and duration of a download.</param>
internal sealed class PriceFeedDownload(HttpClient client)
{
    /// <summary>The name of the HTTP client in <see cref="IHttpClientFactory"/>.</summary>
    public const string ClientName = "LlmCost.AI.PriceFeeds";

    private const int MaxRedirects = 3;

    /// <summary>Downloads a list or a signature, and follows up to three redirects within the same host.</summary>
    /// <param name="address">The address.</param>
    /// <param name="etag">The ETag of the known version, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">A token that cancels the download.</param>
    /// <returns>The content and its ETag, or <see langword="null"/> if the known version is still current.</returns>
    /// <exception cref="HttpRequestException">The download failed, or the content exceeds the size limit.</exception>
    public async Task<(byte[] Content, string? ETag)?> GetAsync(Uri address, string? etag, CancellationToken cancellationToken)
    {
        var next = address;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            var version = typeof(PriceFeedDownload).Assembly.GetName().Version!.ToString(3);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("LlmCost.AI", version));
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
                var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                return (content, response.Headers.ETag?.ToString());
            }

            next = new Uri(next, location);
            if (Uri.Compare(
                next, address, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) is not 0)
            {
                throw new HttpRequestException(
                    $"the server redirects to another host, {next.Host}, which is not followed; use the final address");
            }
        }

        throw new HttpRequestException($"the server redirects more than {MaxRedirects} times");
    }
}

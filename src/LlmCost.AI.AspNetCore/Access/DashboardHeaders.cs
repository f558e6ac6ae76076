using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Sets the headers that protect the page in a browser.</summary>
internal static class DashboardHeaders
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Adds the headers. If the app has set a content security policy, that policy is kept, and browsers apply both.
    /// </summary>
    public static void Add(HttpResponse response)
    {
        response.Headers.Append("Content-Security-Policy", Policy);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Returns true if the request is cross-site.</summary>
    public static bool IsCrossSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] == "cross-site";
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmCost.AI;

/// <summary>Gives access to clients that present the configured secret.</summary>
/// <remarks>The cookie contains a hash, so it does not reveal the secret.</remarks>
internal sealed class AccessToken(string token)
{
    /// <summary>The name of the cookie that contains the hash of the secret.</summary>
    private const string CookieName = "llmcost-dashboard";
    private const string QueryName = "token";

    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(token));
    private readonly string _cookie =
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "llmcost-dashboard"u8));

    /// <summary>Returns true if the request has a valid cookie.</summary>
    public bool IsKnown(HttpRequest request) => request.Cookies[CookieName] is { } cookie
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(cookie), Encoding.UTF8.GetBytes(_cookie));

    /// <summary>Returns true if the query string contains the secret. The response then sets the cookie.</summary>
    public bool TryAccept(HttpContext context)
    {
        if (context.Request.Query[QueryName] is not [{ Length: > 0 } given]
            || !CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _token))
        {
            return false;
        }

        // No path is set: browsers then use the folder of the request's URL, which is correct behind any proxy.
        context.Response.Headers.Append(
            HeaderNames.SetCookie,
            $"{CookieName}={_cookie}; HttpOnly; SameSite=Strict{(context.Request.IsHttps ? "; Secure" : "")}");
        return true;
    }
}

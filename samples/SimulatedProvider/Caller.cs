using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Represents the sender of a request, as identified on the provider's bill.</summary>
/// <param name="ApiKey">The API key, or null if the request has none.</param>
/// <param name="Account">The project or workspace, or null for the default one.</param>
internal sealed record Caller(string? ApiKey, string? Account)
{
    private const string Bearer = "Bearer ";

    /// <summary>Gets the id of the API key, or null if the request has no key. The key cannot be derived from the id.</summary>
    public string? ApiKeyId => ApiKey is null
        ? null
        : $"key_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey)).AsSpan(0, 6))}";

    /// <summary>Reads the sender of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accounts">The accounts by API key. The header <c>OpenAI-Project</c> takes precedence over them.</param>
    public static Caller Of(HttpRequest request, IReadOnlyDictionary<string, string> accounts)
    {
        var key = Key(request);
        var account = Header(request, "OpenAI-Project") ?? (key is null ? null : accounts.GetValueOrDefault(key));

        return new Caller(key, account);
    }

    /// <summary>Returns the API key of a request, or null if it has none.</summary>
    public static string? Key(HttpRequest request)
    {
        var authorization = Header(request, "Authorization");

        return authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim() is { Length: > 0 } token ? token : null
            : Header(request, "x-api-key") ?? Header(request, "api-key");
    }

    private static string? Header(HttpRequest request, string name) =>
        request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}

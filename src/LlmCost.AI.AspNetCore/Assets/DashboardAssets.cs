using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmCost.AI;

/// <summary>Serves the files of the page, which are in the assembly.</summary>
internal static class DashboardAssets
{
    private const string Prefix = "dashboard/";
    private const string Suffix = ".br";
    private const string Page = "index.html";
    private const string ForAYear = "public, max-age=31536000, immutable";

    private static readonly Lazy<Dictionary<string, DashboardAsset>> s_assets = new(Read);

    /// <summary>Serves the page.</summary>
    public static Task ServePageAsync(HttpContext context) => ServeAsync(context, s_assets.Value[Page], "no-cache");

    /// <summary>Serves a script, a style or an image. Its name contains a hash of its content.</summary>
    public static Task ServeAsync(HttpContext context, string name)
    {
        if (s_assets.Value.TryGetValue($"assets/{name}", out var asset))
        {
            return ServeAsync(context, asset, ForAYear);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task ServeAsync(HttpContext context, DashboardAsset asset, string cacheControl)
    {
        var response = context.Response;
        response.Headers.CacheControl = cacheControl;
        response.Headers.ETag = asset.ETag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(asset.ETag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (content, encoding) = asset.Encode(context.Request.Headers.AcceptEncoding.ToString().Split(','));
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static Dictionary<string, DashboardAsset> Read()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..^Suffix.Length], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var content = new MemoryStream();
                stream.CopyTo(content);
                return new DashboardAsset(content.ToArray(), ContentTypeOf(name[..^Suffix.Length]));
            });
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}

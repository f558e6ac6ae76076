using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Decides who may see the dashboard. Access is denied by default.</summary>
internal sealed partial class DashboardAccess(
    LlmCostDashboardOptions options, IHostEnvironment? environment, ILogger logger)
{
    /// <summary>The key of the item that ASP.NET Core's authorization middleware adds to each request that it handles.</summary>
    private const string AuthorizationRan = "__AuthorizationMiddlewareWithEndpointInvoked";

    private const string Explanation =
        "The dashboard of LlmCost.AI is closed for this request. In Development, it is open for requests from this machine that "
        + "do not pass through a proxy. To open it for other requests, add RequireAuthorization() to MapLlmCostDashboard() and "
        + "UseAuthorization() to the app, or set LlmCost:Dashboard:AccessToken.";

    private readonly AccessToken? _token = options.AccessToken is { } token ? new AccessToken(token) : null;
    private int _isWarned;
    private int _isOpenWarned;

    /// <summary>Returns true if the request is allowed. Otherwise, the method writes an error response.</summary>
    public async Task<bool> AllowsAsync(HttpContext context)
    {
        if (options.Port is { } port && context.Connection.LocalPort != port)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return false;
        }

        if (await HasAuthorizationDecidedAsync(context)
            || IsAnonymous(context)
            || _token?.IsKnown(context.Request) is true
            || (environment?.IsDevelopment() is true && LocalRequest.IsLocal(context)))
        {
            return true;
        }

        if (Interlocked.Exchange(ref _isWarned, 1) is 0)
        {
            LogClosed(logger);
        }

        await RefuseAsync(context);
        return false;
    }

    /// <summary>
    /// Returns true if the query string contains the secret. The request is then redirected to the URL without the secret.
    /// </summary>
    public bool TryAcceptToken(HttpContext context)
    {
        if (_token?.TryAccept(context) is not true)
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = "./";
        return true;
    }

    private static async Task<bool> HasAuthorizationDecidedAsync(HttpContext context)
    {
        if (!context.Items.ContainsKey(AuthorizationRan) || context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return false;
        }

        return endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
            || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null
            || endpoint.Metadata.GetMetadata<IAuthorizationRequirementData>() is not null
            || (context.RequestServices.GetService<IAuthorizationPolicyProvider>() is { } policies
                && await policies.GetFallbackPolicyAsync() is not null);
    }

    private bool IsAnonymous(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            return false;
        }

        if (Interlocked.Exchange(ref _isOpenWarned, 1) is 0)
        {
            LogOpen(logger);
        }

        return true;
    }

    private Task RefuseAsync(HttpContext context)
    {
        if (environment?.IsDevelopment() is not true)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Explanation, context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Warning, "A request for the dashboard was refused. " + Explanation, EventName = "DashboardClosed")]
    private static partial void LogClosed(ILogger logger);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The dashboard is open to everyone who can reach the app, because MapLlmCostDashboard() has AllowAnonymous().",
        EventName = "DashboardOpen")]
    private static partial void LogOpen(ILogger logger);
}

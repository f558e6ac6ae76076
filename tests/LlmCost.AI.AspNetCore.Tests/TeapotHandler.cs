using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>Handles all exceptions with status 418.</summary>
internal sealed class TeapotHandler : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        httpContext.Response.StatusCode = StatusCodes.Status418ImATeapot;
        return ValueTask.FromResult(true);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Writes problem details for requests that failed because a budget refused an LLM call.</summary>
internal sealed class BudgetExceptionHandler(BudgetProblems problems, IProblemDetailsService writer) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (BudgetRefusal.Find(exception) is not { } refusal)
        {
            return false;
        }

        var problem = problems.Describe(refusal);
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (BudgetProblems.RetryAfter(refusal) is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        // Writes no body if the client does not accept problem details. The status and headers are always sent.
        await writer.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = refusal,

            // The middleware has removed the endpoint, but the writer for controllers is selected by the endpoint's metadata.
            AdditionalMetadata = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata,
            ProblemDetails = problem,
        });
        return true;
    }
}

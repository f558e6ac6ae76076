using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Writes problem details for requests that failed because a budget rejected an LLM call.</summary>
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

        // If the client does not accept problem details, only the status and the headers are sent.
        await writer.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = refusal,

            // The exception handler middleware has removed the endpoint from the context, but its metadata are needed to select
            // the problem details writer for controllers.
            AdditionalMetadata = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata,
            ProblemDetails = problem,
        });
        return true;
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Answers requests whose call a budget refused.</summary>
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

        // Writes nothing if the client accepts no format of problem details. The status and headers are sent in any case.
        await writer.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = refusal,

            // The middleware has removed the endpoint. Its metadata selects the writer of controllers.
            AdditionalMetadata = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata,
            ProblemDetails = problem,
        });
        return true;
    }
}

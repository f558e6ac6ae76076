using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Observes a connector's function-calling loop from the inside.</summary>
internal sealed class RoundTripFilter : IAutoFunctionInvocationFilter
{
    // No ConfigureAwait(false): the next filter or function is app code, which keeps its synchronization context.
    public async Task OnAutoFunctionInvocationAsync(
        AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var trips = RoundTripTracker.Current;
        var isOurs = trips?.BeginFunction(context.ChatMessageContent) is true;

        // Calls that the function makes belong neither to this loop nor to the call of an outer meter.
        RoundTripTracker.Leave();
        MeteredInvocation.Leave();
        try
        {
            await next(context);
        }
        finally
        {
            if (isOurs)
            {
                trips!.EndFunction();
            }
        }
    }
}

using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>
/// Observes a connector's function-calling loop from within, and ends the loop if a budget refuses the next round.
/// </summary>
/// <remarks>
/// It does not throw, because connectors catch the exceptions of filters and send them to the model as results of the function.
/// </remarks>
internal sealed class RoundTripFilter : IAutoFunctionInvocationFilter
{
    // ConfigureAwait(false) is not used, because the next filter or function is app code, which keeps its synchronization
    // context.
    public async Task OnAutoFunctionInvocationAsync(
        AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var trips = RoundTripTracker.Current;
        var isLast = context.FunctionSequenceIndex >= context.FunctionCount - 1;
        var isOurs = trips?.BeginFunction(context.ChatMessageContent, isLast) is true;

        // Calls that the function makes belong neither to this loop nor to the call of an outer meter.
        RoundTripTracker.Leave();
        MeteredInvocation.Leave();
        try
        {
            await next(context);
        }
        finally
        {
            if (isOurs
                && trips!.EndFunction()
                && !context.Terminate
                && !await trips.TryAdmitAsync(context.ExecutionSettings))
            {
                context.Terminate = true;
            }
        }
    }
}

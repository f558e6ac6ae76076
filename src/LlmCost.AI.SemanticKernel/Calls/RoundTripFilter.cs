using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>
/// Observes each function call of a connector's function-calling loop, and ends the loop if a budget refuses the next round.
/// </summary>
/// <remarks>
/// The filter does not throw, because connectors catch exceptions and send them to the model as the result of the function.
/// </remarks>
internal sealed class RoundTripFilter : IAutoFunctionInvocationFilter
{
    // ConfigureAwait(false) is not used, so that the next filter or function, which is app code, keeps its synchronization
    // context.
    public async Task OnAutoFunctionInvocationAsync(
        AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var trips = RoundTripTracker.Current;
        var isLast = context.FunctionSequenceIndex >= context.FunctionCount - 1;
        var isOurs = trips?.BeginFunction(context.ChatMessageContent, isLast) is true;

        // Model calls that the function makes belong neither to this loop nor to an outer metered call.
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

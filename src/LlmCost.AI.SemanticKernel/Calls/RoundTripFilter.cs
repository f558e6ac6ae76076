using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Sees the loop of function calls inside a connector from within.</summary>
internal sealed class RoundTripFilter : IAutoFunctionInvocationFilter
{
    // No ConfigureAwait(false) here: what comes next is the app's own code, which keeps its context.
    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var trips = Ambient<RoundTripTracker>.Current;
        var isOurs = trips?.BeginFunction(context.ChatMessageContent) is true;

        // What the function itself calls is no part of the loop, nor the answer that a meter around it waits for.
        Ambient<RoundTripTracker>.Clear();
        Ambient<AmbientCall>.Clear();
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

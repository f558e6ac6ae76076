using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Attributes model calls to the kernel function that makes them, and adds up the cost of the calls.</summary>
/// <param name="meter">The meter.</param>
/// <param name="isIncomplete">True if the kernel has services that are not metered.</param>
internal sealed class FunctionCostFilter(CostMeter meter, bool isIncomplete) : IFunctionInvocationFilter
{
    // ConfigureAwait(false) is not used, so that the next filter or function, which is app code, keeps its synchronization
    // context.
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var frame = Begin(context.Function);
        await next(context);
        if (frame is not null)
        {
            Complete(context, frame);
        }
    }

    private FunctionInvocationScope? Begin(KernelFunction function)
    {
        try
        {
            return FunctionInvocationScope.Begin(function, isIncomplete);
        }
        catch (Exception e)
        {
            meter.ReportFailure(e);
            return null;
        }
    }

    private void Complete(FunctionInvocationContext context, FunctionInvocationScope frame)
    {
        try
        {
            if (context.IsStreaming && context.Result.GetValue<object>() is { } stream)
            {
                context.Result = new FunctionResult(context.Result, FunctionStream.Attribute(stream, frame));
            }
            else if (FunctionInvocationScope.Of(context.Result) is not null)
            {
                // The function returned the result of another function. The result is copied, so that both functions have their
                // own cost.
                context.Result = new FunctionResult(context.Result);
            }

            frame.Attach(context.Result);
        }
        catch (Exception e)
        {
            meter.ReportFailure(e);
        }
    }
}

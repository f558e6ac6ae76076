using LlmCost.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Tells what a kernel function cost.</summary>
public static class FunctionResultCostExtensions
{
    /// <summary>What the model calls of the function cost that this result came from.</summary>
    /// <param name="result">The result, as the kernel returned it.</param>
    /// <returns>
    /// The sums of the function's calls, those of functions that it invoked included (<see cref="CostSummary.TotalWithoutInner"/> is without them), or <see langword="null"/> if the
    /// kernel of the function has no cost metering.
    /// </returns>
    /// <remarks>
    /// Calls are known to a function when they have ended: of a result whose value is a stream, when the stream has been read. A result that is
    /// made anew from another one has no cost.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this FunctionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);

        return FunctionInvocationScope.Of(result)?.Cost.ToSummary();
    }
}

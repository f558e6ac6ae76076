using LlmCost.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Provides the cost of kernel functions.</summary>
public static class FunctionResultCostExtensions
{
    /// <summary>Returns the cost of the model calls of the function that produced this result.</summary>
    /// <param name="result">The result that the kernel returned.</param>
    /// <returns>
    /// The totals of the function's model calls, including the calls of functions that it invoked.
    /// <see cref="CostSummary.TotalWithoutInner"/> excludes the calls of those functions. The result is <see langword="null"/> if
    /// the kernel has no cost metering, or if no call was metered and the kernel has services that are not metered.
    /// </returns>
    /// <remarks>
    /// A call is included once it has ended. If the result is a stream, the cost is complete when the stream has been read. A
    /// result that was created from another result has no cost.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this FunctionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);

        return FunctionInvocationScope.Of(result)?.Cost;
    }
}

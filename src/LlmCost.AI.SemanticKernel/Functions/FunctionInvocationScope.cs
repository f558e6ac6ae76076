using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Represents one invocation of a kernel function and adds up the cost of its calls.</summary>
internal sealed class FunctionInvocationScope
{
    private static readonly ConditionalWeakTable<FunctionResult, FunctionInvocationScope> s_results = [];

    private static readonly AsyncLocal<FunctionInvocationScope?> s_current = new();

    private readonly FunctionInvocationScope? _outer = s_current.Value;
    private readonly CostScope? _scope;

    /// <summary>
    /// The feature that this scope has set for the function, or <see langword="null"/> if the scope has set no feature.
    /// </summary>
    private readonly string? _feature;

    private readonly CostTally _cost = CostTally.Begin();

    private readonly bool _isIncomplete;

    private FunctionInvocationScope(CostScope? scope, string? feature, bool isIncomplete)
    {
        _isIncomplete = isIncomplete;
        _scope = scope;
        _feature = feature;
    }

    /// <summary>
    /// Gets the cost of the invocation's calls, or <see langword="null"/> if no calls were metered and the kernel has services
    /// that are not metered.
    /// </summary>
    public CostSummary? Cost => _isIncomplete && _cost.Calls is 0 ? null : _cost.ToSummary();

    /// <summary>Begins an invocation, and attributes its calls to the function unless the app has set a feature.</summary>
    /// <param name="function">The function.</param>
    /// <param name="isIncomplete">True if the kernel has services that are not metered.</param>
    public static FunctionInvocationScope Begin(KernelFunction function, bool isIncomplete)
    {
        var (caller, around) = (s_current.Value, CostScope.Current?.Feature);
        var feature = around is null || IsOurs(around, caller) ? FunctionFeature.Of(function) : null;
        var scope = feature is null ? CostScope.Current : CostScope.Begin(feature);
        var frame = new FunctionInvocationScope(scope, feature, isIncomplete);
        frame.Enter();
        return frame;
    }

    /// <summary>
    /// Returns the invocation that produced a result, or <see langword="null"/> if the invocation was not observed.
    /// </summary>
    public static FunctionInvocationScope? Of(FunctionResult result) =>
        s_results.TryGetValue(result, out var frame) ? frame : null;

    /// <summary>Associates the invocation with its result, so that <see cref="Of"/> can find the invocation.</summary>
    public void Attach(FunctionResult result) => s_results.AddOrUpdate(result, this);

    /// <summary>Makes this the innermost invocation of the async flow.</summary>
    public void Enter()
    {
        s_current.Value = this;
        _cost.Resume();
        _scope?.Resume();
    }

    /// <summary>Returns true if a feature was set by the scope of an outer function, not by the app.</summary>
    /// <remarks>The method compares references, because the app can set a feature with an equal name.</remarks>
    private static bool IsOurs(string feature, FunctionInvocationScope? caller)
    {
        for (var frame = caller; frame is not null; frame = frame._outer)
        {
            if (ReferenceEquals(feature, frame._feature))
            {
                return true;
            }
        }

        return false;
    }
}

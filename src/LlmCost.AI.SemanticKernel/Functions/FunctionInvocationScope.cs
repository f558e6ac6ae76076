using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>One invocation of a kernel function, and the sum of the calls within it.</summary>
internal sealed class FunctionInvocationScope
{
    private static readonly ConditionalWeakTable<FunctionResult, FunctionInvocationScope> s_results = [];

    private readonly Ambient<FunctionInvocationScope> _place;
    private readonly CostScope? _scope;

    /// <summary>The feature that we gave the scope, or <see langword="null"/> where it is the app's.</summary>
    private readonly string? _feature;

    private FunctionInvocationScope(CostScope? scope, string? feature)
    {
        Cost = CostTally.Begin();
        _place = new Ambient<FunctionInvocationScope>(this);
        _scope = scope;
        _feature = feature;
    }

    /// <summary>What the calls of the invocation cost.</summary>
    public CostTally Cost { get; }

    /// <summary>Begins an invocation in this flow, and attributes its calls to the function unless the app has said what they are for.</summary>
    public static FunctionInvocationScope Begin(KernelFunction function)
    {
        var (caller, around) = (Ambient<FunctionInvocationScope>.Current, CostScope.Current?.Feature);
        var feature = around is null || IsOurs(around, caller) ? FunctionFeature.Of(function) : null;
        var scope = feature is null ? CostScope.Current : CostScope.Begin(feature);
        var frame = new FunctionInvocationScope(scope, feature);
        frame.Enter();
        return frame;
    }

    /// <summary>The invocation that a result came from, if it was observed.</summary>
    public static FunctionInvocationScope? Of(FunctionResult result) => s_results.TryGetValue(result, out var frame) ? frame : null;

    /// <summary>Makes the invocation known to those who ask its result.</summary>
    public void Attach(FunctionResult result) => s_results.AddOrUpdate(result, this);

    /// <summary>Makes this the innermost invocation of the flow.</summary>
    public void Enter()
    {
        _place.Enter();
        Cost.Resume();
        _scope?.Resume();
    }

    /// <summary>
    /// Whether a feature was set for a function around, and not by the app. Told by the string itself: the app may have one that reads alike.
    /// </summary>
    private static bool IsOurs(string feature, FunctionInvocationScope? caller)
    {
        for (var frame = caller; frame is not null; frame = frame._place.Outer)
        {
            if (ReferenceEquals(feature, frame._feature))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>What one call cost, by token class, in USD.</summary>
/// <remarks>
/// Exact decimals, never rounded; round for display only. The classes are those of <see cref="TokenUsage"/>, so that a class's
/// cost divided by its tokens is its effective price. An immutable value; safe on any thread.
/// </remarks>
public readonly record struct CostBreakdown
{
    private readonly TokenClassAmounts _amounts;

    internal CostBreakdown(in TokenClassAmounts amounts) => _amounts = amounts;

    /// <inheritdoc cref="TokenClass.Input"/>
    public decimal Input { get => _amounts[(int)TokenClass.Input]; init => _amounts[(int)TokenClass.Input] = value; }

    /// <inheritdoc cref="TokenClass.InputCacheRead"/>
    public decimal InputCacheRead
    {
        get => _amounts[(int)TokenClass.InputCacheRead];
        init => _amounts[(int)TokenClass.InputCacheRead] = value;
    }

    /// <inheritdoc cref="TokenClass.InputCacheWrite"/>
    public decimal InputCacheWrite
    {
        get => _amounts[(int)TokenClass.InputCacheWrite];
        init => _amounts[(int)TokenClass.InputCacheWrite] = value;
    }

    /// <inheritdoc cref="TokenClass.InputAudio"/>
    public decimal InputAudio
    {
        get => _amounts[(int)TokenClass.InputAudio];
        init => _amounts[(int)TokenClass.InputAudio] = value;
    }

    /// <inheritdoc cref="TokenClass.InputImage"/>
    public decimal InputImage
    {
        get => _amounts[(int)TokenClass.InputImage];
        init => _amounts[(int)TokenClass.InputImage] = value;
    }

    /// <inheritdoc cref="TokenClass.InputVideo"/>
    public decimal InputVideo
    {
        get => _amounts[(int)TokenClass.InputVideo];
        init => _amounts[(int)TokenClass.InputVideo] = value;
    }

    /// <inheritdoc cref="TokenClass.Output"/>
    public decimal Output { get => _amounts[(int)TokenClass.Output]; init => _amounts[(int)TokenClass.Output] = value; }

    /// <inheritdoc cref="TokenClass.OutputReasoning"/>
    public decimal OutputReasoning
    {
        get => _amounts[(int)TokenClass.OutputReasoning];
        init => _amounts[(int)TokenClass.OutputReasoning] = value;
    }

    /// <inheritdoc cref="TokenClass.OutputAudio"/>
    public decimal OutputAudio
    {
        get => _amounts[(int)TokenClass.OutputAudio];
        init => _amounts[(int)TokenClass.OutputAudio] = value;
    }

    /// <inheritdoc cref="TokenClass.OutputImage"/>
    public decimal OutputImage
    {
        get => _amounts[(int)TokenClass.OutputImage];
        init => _amounts[(int)TokenClass.OutputImage] = value;
    }

    /// <inheritdoc cref="TokenClass.OutputVideo"/>
    public decimal OutputVideo
    {
        get => _amounts[(int)TokenClass.OutputVideo];
        init => _amounts[(int)TokenClass.OutputVideo] = value;
    }

    /// <inheritdoc cref="TokenClass.Fee"/>
    public decimal Fee { get => _amounts[(int)TokenClass.Fee]; init => _amounts[(int)TokenClass.Fee] = value; }

    /// <inheritdoc cref="TokenClass.Unallocated"/>
    public decimal Unallocated
    {
        get => _amounts[(int)TokenClass.Unallocated];
        init => _amounts[(int)TokenClass.Unallocated] = value;
    }

    /// <summary>All that the call cost, in USD: the sum of the classes.</summary>
    public decimal Total => _amounts.Total;

    /// <summary>The cost of one class, in USD.</summary>
    /// <param name="tokenClass">The class.</param>
    public decimal this[TokenClass tokenClass] => (uint)tokenClass < TokenClassCounts.Length ? _amounts[(int)tokenClass] : 0;

    /// <summary>The cost of each class, by its number, for those who go through all of them.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<decimal> Amounts => _amounts;
}

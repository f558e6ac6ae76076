using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>The cost of one call by token class, in USD.</summary>
/// <remarks>
/// The amounts are exact decimals; round them only for display. The cost of a class has at most 18 decimal places. A cost that
/// would have more, such as that of audio with a price for 3,600 seconds, is rounded half to even. Sums of any number of calls
/// are therefore exact. The classes match those of <see cref="TokenUsage"/>, so that the cost of a class divided by its tokens is
/// its effective price. Instances are immutable and thread-safe.
/// </remarks>
public readonly record struct CostBreakdown
{
    private readonly TokenClassAmounts _amounts;

    internal CostBreakdown(in TokenClassAmounts amounts) => _amounts = amounts;

    /// <summary>Gets the cost of uncached text input, in USD.</summary>
    public decimal Input { get => _amounts[(int)TokenClass.Input]; init => _amounts[(int)TokenClass.Input] = value; }

    /// <summary>Gets the cost of input read from the provider's prompt cache, in USD.</summary>
    public decimal InputCacheRead
    {
        get => _amounts[(int)TokenClass.InputCacheRead];
        init => _amounts[(int)TokenClass.InputCacheRead] = value;
    }

    /// <summary>Gets the cost of input written to the provider's prompt cache, for any lifetime, in USD.</summary>
    public decimal InputCacheWrite
    {
        get => _amounts[(int)TokenClass.InputCacheWrite];
        init => _amounts[(int)TokenClass.InputCacheWrite] = value;
    }

    /// <summary>Gets the cost of uncached audio input, in USD.</summary>
    public decimal InputAudio
    {
        get => _amounts[(int)TokenClass.InputAudio];
        init => _amounts[(int)TokenClass.InputAudio] = value;
    }

    /// <summary>Gets the cost of uncached image input, in USD.</summary>
    public decimal InputImage
    {
        get => _amounts[(int)TokenClass.InputImage];
        init => _amounts[(int)TokenClass.InputImage] = value;
    }

    /// <summary>Gets the cost of uncached video input, in USD.</summary>
    public decimal InputVideo
    {
        get => _amounts[(int)TokenClass.InputVideo];
        init => _amounts[(int)TokenClass.InputVideo] = value;
    }

    /// <summary>Gets the cost of text output, including tool calls, in USD.</summary>
    public decimal Output { get => _amounts[(int)TokenClass.Output]; init => _amounts[(int)TokenClass.Output] = value; }

    /// <summary>Gets the cost of reasoning ("thinking"), in USD.</summary>
    public decimal OutputReasoning
    {
        get => _amounts[(int)TokenClass.OutputReasoning];
        init => _amounts[(int)TokenClass.OutputReasoning] = value;
    }

    /// <summary>Gets the cost of audio output, in USD.</summary>
    public decimal OutputAudio
    {
        get => _amounts[(int)TokenClass.OutputAudio];
        init => _amounts[(int)TokenClass.OutputAudio] = value;
    }

    /// <summary>Gets the cost of image output, in USD.</summary>
    public decimal OutputImage
    {
        get => _amounts[(int)TokenClass.OutputImage];
        init => _amounts[(int)TokenClass.OutputImage] = value;
    }

    /// <summary>Gets the cost of video output, in USD.</summary>
    public decimal OutputVideo
    {
        get => _amounts[(int)TokenClass.OutputVideo];
        init => _amounts[(int)TokenClass.OutputVideo] = value;
    }

    /// <summary>Gets the non-token cost, such as fees per request or tool call, in USD.</summary>
    public decimal Fee { get => _amounts[(int)TokenClass.Fee]; init => _amounts[(int)TokenClass.Fee] = value; }

    /// <summary>Gets the part of a cost reported by the provider that no known price explains, in USD.</summary>
    public decimal Unallocated
    {
        get => _amounts[(int)TokenClass.Unallocated];
        init => _amounts[(int)TokenClass.Unallocated] = value;
    }

    /// <summary>Gets the total cost of the call, in USD: the sum of all classes.</summary>
    public decimal Total => _amounts.Total;

    /// <summary>Gets the cost of one class, in USD.</summary>
    /// <param name="tokenClass">The class.</param>
    public decimal this[TokenClass tokenClass] => (uint)tokenClass < TokenClassCounts.Length ? _amounts[(int)tokenClass] : 0;

    /// <summary>Gets the cost of each class, indexed by the number of the class, for enumeration.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<decimal> Amounts => _amounts;
}

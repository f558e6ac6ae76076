using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>What one call cost, by token class, in USD.</summary>
/// <remarks>
/// Exact decimals, never rounded; round for display only. The classes are those of <see cref="TokenUsage"/>, so that a class's
/// cost divided by its tokens is its effective price. An immutable value; safe on any thread.
/// </remarks>
public readonly record struct CostBreakdown
{
    /// <inheritdoc cref="TokenClass.Input"/>
    public decimal Input { get; init; }

    /// <inheritdoc cref="TokenClass.InputCacheRead"/>
    public decimal InputCacheRead { get; init; }

    /// <inheritdoc cref="TokenClass.InputCacheWrite"/>
    public decimal InputCacheWrite { get; init; }

    /// <inheritdoc cref="TokenClass.InputAudio"/>
    public decimal InputAudio { get; init; }

    /// <inheritdoc cref="TokenClass.InputImage"/>
    public decimal InputImage { get; init; }

    /// <inheritdoc cref="TokenClass.InputVideo"/>
    public decimal InputVideo { get; init; }

    /// <inheritdoc cref="TokenClass.Output"/>
    public decimal Output { get; init; }

    /// <inheritdoc cref="TokenClass.OutputReasoning"/>
    public decimal OutputReasoning { get; init; }

    /// <inheritdoc cref="TokenClass.OutputAudio"/>
    public decimal OutputAudio { get; init; }

    /// <inheritdoc cref="TokenClass.OutputImage"/>
    public decimal OutputImage { get; init; }

    /// <inheritdoc cref="TokenClass.OutputVideo"/>
    public decimal OutputVideo { get; init; }

    /// <inheritdoc cref="TokenClass.Fee"/>
    public decimal Fee { get; init; }

    /// <inheritdoc cref="TokenClass.Unallocated"/>
    public decimal Unallocated { get; init; }

    /// <summary>All that the call cost, in USD: the sum of the classes.</summary>
    public decimal Total
    {
        get
        {
            var total = Input;
            Add(ref total, InputCacheRead);
            Add(ref total, InputCacheWrite);
            Add(ref total, InputAudio);
            Add(ref total, InputImage);
            Add(ref total, InputVideo);
            Add(ref total, Output);
            Add(ref total, OutputReasoning);
            Add(ref total, OutputAudio);
            Add(ref total, OutputImage);
            Add(ref total, OutputVideo);
            Add(ref total, Fee);
            Add(ref total, Unallocated);
            return total;
        }
    }

    /// <summary>The cost of one class, in USD.</summary>
    /// <param name="tokenClass">The class.</param>
    public decimal this[TokenClass tokenClass] => tokenClass switch
    {
        TokenClass.Input => Input,
        TokenClass.InputCacheRead => InputCacheRead,
        TokenClass.InputCacheWrite => InputCacheWrite,
        TokenClass.InputAudio => InputAudio,
        TokenClass.InputImage => InputImage,
        TokenClass.InputVideo => InputVideo,
        TokenClass.Output => Output,
        TokenClass.OutputReasoning => OutputReasoning,
        TokenClass.OutputAudio => OutputAudio,
        TokenClass.OutputImage => OutputImage,
        TokenClass.OutputVideo => OutputVideo,
        TokenClass.Fee => Fee,
        TokenClass.Unallocated => Unallocated,
        _ => 0,
    };

    /// <summary>Writes the cost of each class, by its number, for those who go through all of them.</summary>
    internal void CopyTo(Span<decimal> amounts)
    {
        amounts[(int)TokenClass.Input] = Input;
        amounts[(int)TokenClass.InputCacheRead] = InputCacheRead;
        amounts[(int)TokenClass.InputCacheWrite] = InputCacheWrite;
        amounts[(int)TokenClass.InputAudio] = InputAudio;
        amounts[(int)TokenClass.InputImage] = InputImage;
        amounts[(int)TokenClass.InputVideo] = InputVideo;
        amounts[(int)TokenClass.Output] = Output;
        amounts[(int)TokenClass.OutputReasoning] = OutputReasoning;
        amounts[(int)TokenClass.OutputAudio] = OutputAudio;
        amounts[(int)TokenClass.OutputImage] = OutputImage;
        amounts[(int)TokenClass.OutputVideo] = OutputVideo;
        amounts[(int)TokenClass.Fee] = Fee;
        amounts[(int)TokenClass.Unallocated] = Unallocated;
    }

    /// <summary>Each class times a factor, such as a negotiated discount.</summary>
    internal CostBreakdown Scale(decimal factor) => new()
    {
        Input = Input * factor,
        InputCacheRead = InputCacheRead * factor,
        InputCacheWrite = InputCacheWrite * factor,
        InputAudio = InputAudio * factor,
        InputImage = InputImage * factor,
        InputVideo = InputVideo * factor,
        Output = Output * factor,
        OutputReasoning = OutputReasoning * factor,
        OutputAudio = OutputAudio * factor,
        OutputImage = OutputImage * factor,
        OutputVideo = OutputVideo * factor,
        Fee = Fee * factor,
        Unallocated = Unallocated * factor,
    };

    // Most classes of a call cost nothing, and adding decimals is not cheap.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref decimal total, decimal amount)
    {
        if (decimal.Sign(amount) is not 0)
        {
            total += amount;
        }
    }
}

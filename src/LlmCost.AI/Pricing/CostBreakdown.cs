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
    public decimal Total =>
        Input + InputCacheRead + InputCacheWrite + InputAudio + InputImage + InputVideo +
        Output + OutputReasoning + OutputAudio + OutputImage + OutputVideo + Fee + Unallocated;

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
}

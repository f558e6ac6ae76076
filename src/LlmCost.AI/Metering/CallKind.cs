namespace LlmCost.AI;

/// <summary>A kind of call that can be metered: what it does, and what its tokens are where the client does not tell.</summary>
/// <param name="operationName">
/// What is done, as <c>gen_ai.operation.name</c> has it. The names are those that Microsoft.Extensions.AI gives the same calls in its spans and metrics,
/// so that they can be joined.
/// </param>
internal sealed class CallKind(string operationName)
{
    public static readonly CallKind Chat = new(GenAIAttributes.Chat);

    public static readonly CallKind Embeddings = new(GenAIAttributes.Embeddings);

    public static readonly CallKind Images = new(GenAIAttributes.GenerateContent) { Output = TokenClass.OutputImage };

    public static readonly CallKind SpeechToText = new(GenAIAttributes.GenerateContent) { Input = TokenClass.InputAudio };

    public static readonly CallKind TextToSpeech = new(GenAIAttributes.GenerateContent) { Output = TokenClass.OutputAudio };

    /// <summary>A turn of a realtime session.</summary>
    public static readonly CallKind Realtime = new(GenAIAttributes.Chat);

    /// <summary>What a realtime session transcribes of what it hears, by a model of its own.</summary>
    public static readonly CallKind RealtimeTranscription = new(GenAIAttributes.GenerateContent) { Input = TokenClass.InputAudio };

    public string OperationName { get; } = operationName;

    /// <summary>What input is whose parts are not told.</summary>
    public TokenClass Input { get; private init; } = TokenClass.Input;

    /// <summary>What output is whose parts are not told.</summary>
    public TokenClass Output { get; private init; } = TokenClass.Output;

    /// <summary>Puts tokens of which the client told only the sum where they belong; prices of images and audio differ from those of text.</summary>
    public void AssignModality(ref TokenUsage usage)
    {
        if (Input is TokenClass.InputAudio && usage.InputAudio is 0)
        {
            usage = usage with { Input = 0, InputAudio = usage.Input };
        }

        if (Output is TokenClass.OutputImage && usage.OutputImage is 0)
        {
            usage = usage with { Output = 0, OutputImage = usage.Output };
        }
        else if (Output is TokenClass.OutputAudio && usage.OutputAudio is 0)
        {
            usage = usage with { Output = 0, OutputAudio = usage.Output };
        }
    }
}

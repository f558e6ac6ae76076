using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>
/// A kind of metered call: its operation, and the modality that is assumed for tokens that the client reports without a
/// breakdown.
/// </summary>
/// <param name="operationName">
/// The value of <c>gen_ai.operation.name</c>. Microsoft.Extensions.AI uses the same operation names, so its spans and metrics can
/// be joined with those of this library.
/// </param>
internal sealed class CallKind(string operationName)
{
    public static readonly CallKind Chat = new(GenAIAttributes.Chat);

    public static readonly CallKind Embeddings = new(GenAIAttributes.Embeddings) { Output = TokenClass.Input };

    public static readonly CallKind Images = new(GenAIAttributes.GenerateContent) { Output = TokenClass.OutputImage };

    public static readonly CallKind SpeechToText = new(GenAIAttributes.GenerateContent) { Input = TokenClass.InputAudio };

    public static readonly CallKind TextToSpeech = new(GenAIAttributes.GenerateContent) { Output = TokenClass.OutputAudio };

    /// <summary>The ranking of documents. OpenTelemetry's semantic conventions do not define this operation name.</summary>
    public static readonly CallKind Rerank = new("rerank");

    /// <summary>A response in a realtime session.</summary>
    public static readonly CallKind Realtime = new(GenAIAttributes.Chat);

    /// <summary>A transcript of the input audio of a realtime session, by a separate model.</summary>
    public static readonly CallKind RealtimeTranscription =
        new(GenAIAttributes.GenerateContent) { Input = TokenClass.InputAudio };

    public string OperationName { get; } = operationName;

    /// <summary>The token class of input that is reported without a breakdown by modality.</summary>
    public TokenClass Input { get; private init; } = TokenClass.Input;

    /// <summary>
    /// The token class of output that is reported without a breakdown by modality; the input class if this kind of call has no
    /// output.
    /// </summary>
    public TokenClass Output { get; private init; } = TokenClass.Output;

    /// <summary>
    /// Assigns tokens without a breakdown to the modality of this kind of call, because the prices of images and audio differ
    /// from those of text.
    /// </summary>
    public void AssignModality(ref TokenUsage usage)
    {
        if (Input is not TokenClass.Input || Output is not TokenClass.Output)
        {
            Assign(ref usage);
        }
    }

    // Not inlined, because every chat call would otherwise zero the stack space for copies of the struct.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Assign(ref TokenUsage usage)
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
        else if (Output is TokenClass.Input)
        {
            // Some servers report only a total, which clients treat as output.
            usage = usage with { Input = usage.Input + usage.Output + usage.OutputReasoning, Output = 0, OutputReasoning = 0 };
        }
    }
}

namespace LlmCost.AI;

/// <summary>
/// The kinds of tokens that can have their own rates. They correspond to the properties of <see cref="TokenUsage"/> and
/// <see cref="TokenRates"/>.
/// </summary>
internal enum TokenKind
{
    Input,
    InputCacheRead,
    InputCacheWrite,
    InputCacheWriteOneHour,
    InputAudio,
    InputAudioCacheRead,
    InputImage,
    InputImageCacheRead,
    InputVideo,
    Output,
    OutputReasoning,
    OutputCitation,
    OutputAudio,
    OutputImage,
    OutputVideo,
}

namespace LlmCost.AI;

/// <summary>What has a rate of its own: the properties of <see cref="TokenUsage"/> and of <see cref="TokenRates"/>.</summary>
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

namespace LlmCost.AI;

/// <summary>What a unit of tokens belongs to.</summary>
internal static class TokenKinds
{
    private static ReadOnlySpan<TokenClass> Classes =>
    [
        TokenClass.Input,
        TokenClass.InputCacheRead,
        TokenClass.InputCacheWrite,
        TokenClass.InputCacheWrite,
        TokenClass.InputAudio,
        TokenClass.InputCacheRead,
        TokenClass.InputImage,
        TokenClass.InputCacheRead,
        TokenClass.InputVideo,
        TokenClass.Output,
        TokenClass.OutputReasoning,
        TokenClass.Output,
        TokenClass.OutputAudio,
        TokenClass.OutputImage,
        TokenClass.OutputVideo,
    ];

    /// <summary>The class in which a unit is counted and paid.</summary>
    public static TokenClass Class(this TokenKind unit) => Classes[(int)unit];
}

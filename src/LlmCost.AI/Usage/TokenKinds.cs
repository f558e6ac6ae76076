using System.Collections.Immutable;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Maps kinds of tokens to their classes and to the rates that apply to them.</summary>
internal static class TokenKinds
{
    /// <summary>All kinds, in the order of their numbers.</summary>
    public static ImmutableArray<TokenKind> All { get; } = [.. Enum.GetValues<TokenKind>()];

    private static readonly string[] s_labels = [.. All.Select(kind => kind is TokenKind.InputCacheWriteOneHour
        ? "input_cache_write_1h"
        : JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()))];

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

    /// <summary>Returns the class in which a kind is counted and billed.</summary>
    public static TokenClass Class(this TokenKind kind) => Classes[(int)kind];

    /// <summary>
    /// Returns the fallbacks of a kind: other kinds whose rate applies if a price has no rate for the kind itself. The first
    /// fallback with a rate applies.
    /// </summary>
    public static ReadOnlySpan<TokenKind> Fallbacks(this TokenKind kind) => kind switch
    {
        TokenKind.Input or TokenKind.Output => [],
        TokenKind.InputCacheWriteOneHour => [TokenKind.InputCacheWrite, TokenKind.Input],
        TokenKind.InputAudioCacheRead => [TokenKind.InputCacheRead, TokenKind.InputAudio, TokenKind.Input],
        TokenKind.InputImageCacheRead => [TokenKind.InputCacheRead, TokenKind.InputImage, TokenKind.Input],
        < TokenKind.Output => [TokenKind.Input],
        _ => [TokenKind.Output],
    };

    /// <summary>Returns the name of a kind in charges and results, such as <c>input_cache_write_1h</c>.</summary>
    public static string Label(this TokenKind kind) => s_labels[(int)kind];
}

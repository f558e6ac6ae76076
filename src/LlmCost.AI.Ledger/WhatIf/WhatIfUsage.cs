namespace LlmCost.AI;

/// <summary>Changes the tokens of a call.</summary>
internal static class WhatIfUsage
{
    /// <summary>The shortest prompt that providers cache, in tokens.</summary>
    public const long MinCachedPrompt = 1_024;

    /// <summary>Returns the usage with the given shares of cache reads and cache writes in the text input.</summary>
    public static TokenUsage Cache(in TokenUsage usage, decimal? readShare, decimal writeShare)
    {
        var text = usage.Input + usage.InputCacheRead + usage.InputCacheWrite + usage.InputCacheWriteOneHour;
        if (readShare is not { } share || text < MinCachedPrompt)
        {
            return usage;
        }

        var read = (long)(text * share);
        var written = (long)(text * writeShare);
        return usage with
        {
            Input = text - read - written,
            InputCacheRead = read,
            InputCacheWrite = written,
            InputCacheWriteOneHour = 0,
        };
    }

    /// <summary>Multiplies the text tokens by a factor.</summary>
    public static TokenUsage Scale(in TokenUsage usage, decimal factor)
    {
        return usage with
        {
            Input = Of(usage.Input),
            InputCacheRead = Of(usage.InputCacheRead),
            InputCacheWrite = Of(usage.InputCacheWrite),
            InputCacheWriteOneHour = Of(usage.InputCacheWriteOneHour),
            Output = Of(usage.Output),
            OutputReasoning = Of(usage.OutputReasoning),
            OutputCitation = Of(usage.OutputCitation),
        };

        long Of(long tokens) => (long)decimal.Round(tokens * factor, MidpointRounding.AwayFromZero);
    }
}

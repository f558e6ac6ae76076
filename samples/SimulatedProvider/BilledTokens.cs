namespace SimulatedProvider;

/// <summary>What the simulated provider charges for one answer; each token is in exactly one count.</summary>
/// <param name="Input">Prompt tokens that came neither from the cache nor went into it.</param>
/// <param name="CacheRead">Prompt tokens read from the provider's prompt cache.</param>
/// <param name="CacheWrite">Prompt tokens written to the provider's prompt cache, for five minutes.</param>
/// <param name="Output">Visible tokens of the answer.</param>
/// <param name="Reasoning">Tokens that the model thought and did not show.</param>
internal readonly record struct BilledTokens(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning)
{
    /// <summary>The whole prompt.</summary>
    public long Prompt => Input + CacheRead + CacheWrite;

    /// <summary>The whole completion.</summary>
    public long Completion => Output + Reasoning;
}

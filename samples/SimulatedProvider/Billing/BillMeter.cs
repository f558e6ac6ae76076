namespace SimulatedProvider;

/// <summary>Defines the meters for which the provider has prices.</summary>
internal static class BillMeter
{
    /// <summary>Input tokens outside the prompt cache.</summary>
    public const string Input = "input";

    /// <summary>Tokens read from the prompt cache.</summary>
    public const string CacheRead = "cache_read";

    /// <summary>Tokens written to the prompt cache.</summary>
    public const string CacheWrite = "cache_write";

    /// <summary>Output tokens, including reasoning.</summary>
    public const string Output = "output";

    /// <summary>Web searches.</summary>
    public const string WebSearch = "web_search";
}

namespace SimulatedProvider;

/// <summary>Defines what the provider has a price for.</summary>
internal static class BillMeter
{
    /// <summary>Input tokens outside the prompt cache.</summary>
    public const string Input = "input";

    /// <summary>Tokens read from the prompt cache.</summary>
    public const string CacheRead = "cache_read";

    /// <summary>Tokens written to the prompt cache.</summary>
    public const string CacheWrite = "cache_write";

    /// <summary>Output tokens, with reasoning.</summary>
    public const string Output = "output";

    /// <summary>Web searches.</summary>
    public const string WebSearch = "web_search";
}

namespace LlmCost.AI;

/// <summary>The amounts that a non-chat call reserves in budgets.</summary>
/// <param name="InputBytes">The size of the text of the request, in bytes of UTF-8.</param>
/// <param name="Quantities">The quantities that are billed instead of tokens, if any.</param>
internal readonly record struct CallNeed(long InputBytes, InferredQuantities? Quantities = null)
{
    /// <summary>The input tokens that are billed in addition to the text of the request.</summary>
    public long InputTokens { get; init; }

    /// <summary>True if the response has output tokens.</summary>
    public bool HasOutput { get; init; }

    /// <summary>The maximum output that the caller requested, in tokens, or <see langword="null"/>.</summary>
    public long? OutputLimit { get; init; }

    /// <summary>True if input and output may be audio.</summary>
    public bool IsSpoken { get; init; }
}

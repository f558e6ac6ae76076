namespace LlmCost.AI;

/// <summary>The cost that a call would have had, or the reason why it is unknown.</summary>
internal readonly record struct WhatIfPrice
{
    public decimal Cost { get; init; }

    public decimal? ListCost { get; init; }

    public decimal LowCost { get; init; }

    public decimal HighCost { get; init; }

    /// <summary>Gets the reason why the cost is unknown, or <see langword="null"/>.</summary>
    public string? Reason { get; init; }

    public static WhatIfPrice Excluded(string reason) => new() { Reason = reason };
}

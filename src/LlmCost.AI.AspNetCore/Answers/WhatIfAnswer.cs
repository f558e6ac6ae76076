namespace LlmCost.AI;

/// <summary>The cost of the same tokens on other models.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class WhatIfAnswer
{
    public required string Instance { get; init; }

    public required IReadOnlyList<OtherModelAnswer> Models { get; init; }

    public required string Note { get; init; }
}

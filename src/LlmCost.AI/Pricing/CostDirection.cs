namespace LlmCost.AI;

/// <summary>The part of a cost that something belongs to.</summary>
public enum CostDirection
{
    /// <summary>Neither input nor output: requests and tools.</summary>
    Other,

    /// <summary>What went in.</summary>
    Input,

    /// <summary>What came out.</summary>
    Output,
}

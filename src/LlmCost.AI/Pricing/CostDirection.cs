namespace LlmCost.AI;

/// <summary>The part of a cost to which a charge or a fee belongs.</summary>
public enum CostDirection
{
    /// <summary>The cost of requests and tools, which is neither input nor output.</summary>
    Other,

    /// <summary>The cost of input.</summary>
    Input,

    /// <summary>The cost of output.</summary>
    Output,
}

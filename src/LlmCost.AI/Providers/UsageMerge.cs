namespace LlmCost.AI;

/// <summary>What several usages of the same streamed response mean.</summary>
internal enum UsageMerge
{
    /// <summary>Each is a part of the whole.</summary>
    Sum,

    /// <summary>Each is a snapshot that replaces the one before.</summary>
    Latest,

    /// <summary>Each count is a running total, and a snapshot may lack some of them.</summary>
    Maximum,
}

namespace LlmCost.AI;

/// <summary>The way in which several usages of one streamed response combine.</summary>
internal enum UsageMerge
{
    /// <summary>The usages add up.</summary>
    Sum,

    /// <summary>Each usage replaces the previous one.</summary>
    Latest,

    /// <summary>Each count is a running total, but some counts can be missing in a usage.</summary>
    Maximum,
}

namespace LlmCost.AI;

/// <summary>The way in which several usage reports in one streamed response are combined.</summary>
internal enum UsageMerge
{
    /// <summary>The counts are added up.</summary>
    Sum,

    /// <summary>Each report replaces the previous one.</summary>
    Latest,

    /// <summary>
    /// Each count is a running total, but a report can omit some counts, so the largest value of each count applies.
    /// </summary>
    Maximum,
}

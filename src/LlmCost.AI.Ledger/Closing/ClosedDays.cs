namespace LlmCost.AI;

/// <summary>The result of closing the days of a ledger file.</summary>
internal sealed class ClosedDays
{
    /// <summary>Gets the days whose sums were computed.</summary>
    public List<DateOnly> Closed { get; } = [];

    /// <summary>Gets the days that were written to the archive.</summary>
    public List<DateOnly> Archived { get; } = [];

    /// <summary>Gets the days whose records were deleted.</summary>
    public List<DateOnly> Deleted { get; } = [];

    /// <summary>Gets the reasons why days could not be archived. Their records stay.</summary>
    public List<string> Faults { get; } = [];
}

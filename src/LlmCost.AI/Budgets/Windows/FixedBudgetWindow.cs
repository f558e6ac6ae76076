namespace LlmCost.AI;

/// <summary>Determines windows of a fixed length, which start at multiples of this length after the Unix epoch.</summary>
internal sealed class FixedBudgetWindow(TimeSpan length) : BudgetWindow
{
    public override BudgetPeriod At(DateTimeOffset now)
    {
        // Ticks and Unix time both start at a midnight, so minutes and hours start at the same times with either origin.
        var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % length.Ticks), TimeSpan.Zero);
        return new(start, start + length, null, 0);
    }
}

namespace LlmCost.AI;

/// <summary>Determines windows of a fixed length, which start at multiples of it since the Unix epoch.</summary>
internal sealed class FixedBudgetWindow(TimeSpan length) : BudgetWindow
{
    public override BudgetPeriod At(DateTimeOffset now)
    {
        // The calendar of ticks starts at a midnight too, so minutes and hours start at the same times.
        var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % length.Ticks), TimeSpan.Zero);
        return new(start, start + length, null, 0);
    }
}

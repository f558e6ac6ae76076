namespace LlmCost.AI.Load;

/// <summary>
/// Simulates clock changes. Every second, the clock switches between the correct time, an hour ahead and a day behind.
/// </summary>
/// <remarks>Like the system's monotonic clock, the timestamps for measuring durations do not jump.</remarks>
internal sealed class JumpingClock : TimeProvider
{
    private static readonly TimeSpan[] s_errors = [TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(-1)];

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now + s_errors[now.Second % s_errors.Length];
    }
}

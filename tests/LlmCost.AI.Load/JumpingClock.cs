namespace LlmCost.AI.Load;

/// <summary>
/// Simulates clock changes. Every second, the clock switches between three times: the correct time, one that is an hour ahead,
/// and one that is a day behind.
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

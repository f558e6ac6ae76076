namespace LlmCost.AI.Load;

/// <summary>A clock that somebody sets: an hour forwards, then a day backwards, then right again, a second each.</summary>
/// <remarks>What is measured with its timestamps goes on, as the system's monotonic clock does.</remarks>
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

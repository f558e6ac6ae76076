namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>A clock whose timers take a fiftieth of the time.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private const int Haste = 50;

    /// <summary>Gets or sets the time, which then stands still. Null for that of the system.</summary>
    public DateTimeOffset? Fixed { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Fixed ?? base.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Haste : dueTime, period);
}

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>A clock whose timers run fifty times as fast.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private const int Haste = 50;

    /// <summary>Gets or sets the fixed current time, or null for the time of the system.</summary>
    public DateTimeOffset? Fixed { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Fixed ?? base.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Haste : dueTime, period);
}

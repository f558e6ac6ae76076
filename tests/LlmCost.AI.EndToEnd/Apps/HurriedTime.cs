namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>A clock whose timers take a fiftieth of the time.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private const int Haste = 50;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Haste : dueTime, period);
}

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>A clock with a fixed time. Timers run as usual.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;
}

namespace LlmCost.AI;

/// <summary>A value of the current flow: it flows with <see langword="await"/> and into tasks that are started within, and values nest.</summary>
/// <typeparam name="T">The type of the value. Each type has its own stack of values.</typeparam>
/// <remarks>Thread safe. Writing an <see cref="AsyncLocal{T}"/> allocates, so values are entered only where something inside looks for them.</remarks>
internal sealed class Ambient<T>(T value)
    where T : class
{
    private static readonly AsyncLocal<Ambient<T>?> s_current = new();

    private readonly Ambient<T>? _outer = s_current.Value;
    private volatile bool _hasEnded;

    /// <summary>The innermost value of the flow that calls this, or <see langword="null"/> if there is none.</summary>
    public static T? Current => s_current.Value?.Value;

    public T Value { get; } = value;

    /// <summary>The value around this one, or <see langword="null"/> if there is none.</summary>
    public T? Outer => _outer?.Value;

    /// <summary>Hides all values from the flow that calls this.</summary>
    public static void Clear() => s_current.Value = null;

    /// <summary>Makes this the innermost value of the flow that calls this. An asynchronous method doesn't change the flow of its caller.</summary>
    public void Enter() => s_current.Value = this;

    /// <summary>Ends this value in the flow that calls this. Flows that were started within keep it.</summary>
    public void Exit()
    {
        _hasEnded = true;
        if (s_current.Value != this)
        {
            return;
        }

        // Values around may have ended first, out of order.
        var outer = _outer;
        while (outer is not null && outer._hasEnded)
        {
            outer = outer._outer;
        }

        s_current.Value = outer;
    }
}

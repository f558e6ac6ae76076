namespace LlmCost.AI;

/// <summary>
/// A value that flows with <see langword="await"/> and into tasks that are started while it is set. Values nest.
/// </summary>
/// <typeparam name="T">The type of the value. Each type has its own stack of values.</typeparam>
/// <remarks>
/// Thread-safe. Call <see cref="Enter"/> only if inner code may look for the value, because writing an
/// <see cref="AsyncLocal{T}"/> allocates.
/// </remarks>
internal sealed class Ambient<T>
    where T : class
{
    private static readonly AsyncLocal<Ambient<T>?> s_current = new();

    private readonly Ambient<T>? _outer;
    private volatile bool _hasEnded;

    /// <summary>Creates a value whose enclosing value is the innermost value of the current flow.</summary>
    public Ambient(T value)
        : this(value, s_current.Value)
    {
    }

    private Ambient(T value, Ambient<T>? outer) => (Value, _outer) = (value, outer);

    /// <summary>The innermost value of the current flow, or <see langword="null"/> if there is none.</summary>
    public static T? Current => s_current.Value?.Value;

    public T Value { get; }

    /// <summary>The enclosing value, or <see langword="null"/> if there is none.</summary>
    public T? Outer => _outer?.Value;

    /// <summary>Hides all values from the current flow.</summary>
    public static void Clear() => s_current.Value = null;

    /// <summary>
    /// Makes this the innermost value of the current flow. An asynchronous method doesn't change its caller's flow.
    /// </summary>
    /// <remarks>
    /// If the value has ended in another flow, this method enters a new node for it, because <see cref="Exit"/> skips nodes that
    /// have ended.
    /// </remarks>
    public void Enter() => s_current.Value = _hasEnded ? new Ambient<T>(Value, _outer) : this;

    /// <summary>Ends this value in the current flow. Flows that were started while it was current keep it.</summary>
    public void Exit()
    {
        _hasEnded = true;
        if (s_current.Value is not { } current || current.Value != Value)
        {
            return;
        }

        // Values can end out of order, so the enclosing values may already have ended.
        current._hasEnded = true;
        var outer = _outer;
        while (outer is not null && outer._hasEnded)
        {
            outer = outer._outer;
        }

        s_current.Value = outer;
    }
}

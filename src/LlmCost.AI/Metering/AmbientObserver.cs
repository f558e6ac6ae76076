namespace LlmCost.AI;

/// <summary>Who is told of the calls of a flow, whichever meter records them: what sums up the cost of an operation.</summary>
/// <remarks>A call keeps the one that was current when it began, so that a stream counts for the operation that it was begun in.</remarks>
internal static class AmbientObserver
{
    private static readonly AsyncLocal<ICostObserver?> s_current = new();

    /// <summary>The observer of the calls that begin here, if any.</summary>
    public static ICostObserver? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }
}

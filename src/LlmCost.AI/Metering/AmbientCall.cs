namespace LlmCost.AI;

/// <summary>A metered call around others, when the meter can't see whether there are meters behind it.</summary>
/// <param name="kind">What kind of call it is.</param>
/// <param name="around">The call around this one, if any.</param>
/// <remarks>
/// A client that chooses among clients, such as a failover, hides them from <c>GetService</c>. If a meter behind it counts the
/// same response, the meter in front must not count it again.
/// </remarks>
internal sealed class AmbientCall(CallKind kind, AmbientCall? around)
{
    /// <summary>
    /// What a meter leaves on a response that an opaque meter may see: a cache between the two gives it back with the response, and nobody pays for that.
    /// </summary>
    public const string MeteredMarkerKey = CostTags.OptionPrefix + "metered";

    private static readonly AsyncLocal<AmbientCall?> s_current = new();

    private volatile bool _isCounted;
    private volatile string? _countedResponseId;

    /// <summary>The call around the code that runs here, if any.</summary>
    public static AmbientCall? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>
    /// The nearest call of a kind around the code that runs here, if any. A call of another kind is another call, and paid by itself: a router
    /// of chat clients, for example, may embed the question to choose one.
    /// </summary>
    public static AmbientCall? FindOuter(CallKind kind) => Current?.FindFromHere(kind);

    /// <summary>Lets meters that may be hidden inside find a call.</summary>
    /// <param name="call">The call, or <see langword="null"/> where none can be hidden.</param>
    /// <remarks>
    /// Writing an <see cref="AsyncLocal{T}"/> costs an allocation, so only where meters may be hidden inside. The caller's flow does not see it:
    /// an asynchronous method has the context restored behind it.
    /// </remarks>
    public static void Enter(AmbientCall? call)
    {
        if (call is not null)
        {
            Current = call;
        }
    }

    /// <summary>Notes that a meter within has counted a response.</summary>
    public void MarkCounted(string? responseId)
    {
        _countedResponseId = responseId;
        _isCounted = true;
    }

    /// <summary>
    /// Whether a meter within has counted this response. Where both have an id, the ids decide: a call that is made on the side, to
    /// summarise a history for example, has another.
    /// </summary>
    public bool HasCounted(string? responseId) =>
        _isCounted && (responseId is null || _countedResponseId is null || responseId == _countedResponseId);

    private AmbientCall? FindFromHere(CallKind wanted) => kind == wanted ? this : around?.FindFromHere(wanted);
}

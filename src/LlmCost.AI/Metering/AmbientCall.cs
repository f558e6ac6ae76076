namespace LlmCost.AI;

/// <summary>A metered call as meters see it that may be hidden behind its client.</summary>
/// <remarks>
/// A client that chooses among clients, such as a failover, hides them from <c>GetService</c>. If a meter behind it counts the
/// same response, the meter in front must not count it again.
/// </remarks>
internal sealed class AmbientCall
{
    /// <summary>Marks a response as metered, so that an outer meter does not bill it again when a cache in between replays it.</summary>
    public const string MeteredMarkerKey = CostTags.OptionPrefix + "metered";

    private readonly Ambient<AmbientCall> _place;
    private readonly CallKind _kind;
    private volatile bool _isCounted;
    private volatile string? _countedResponseId;

    /// <summary>Creates a call within those of the flow.</summary>
    /// <param name="kind">The kind of call.</param>
    public AmbientCall(CallKind kind)
    {
        _place = new Ambient<AmbientCall>(this);
        _kind = kind;
    }

    /// <summary>
    /// Returns the innermost call of a kind around the code that runs here, or <see langword="null"/> if there is none. A call of another kind is billed
    /// separately: a router of chat clients, for example, may embed the question to choose one.
    /// </summary>
    public static AmbientCall? FindOuter(CallKind kind)
    {
        var call = Ambient<AmbientCall>.Current;
        while (call is not null && call._kind != kind)
        {
            call = call._place.Outer;
        }

        return call;
    }

    /// <summary>Makes this the innermost call of the flow that calls this.</summary>
    public void Enter() => _place.Enter();

    /// <summary>Notes that a meter inside has counted a response.</summary>
    public void MarkCounted(string? responseId)
    {
        _countedResponseId = responseId;
        _isCounted = true;
    }

    /// <summary>
    /// Returns true if a meter inside has counted this response. If both have an id, the ids decide: a side call, to summarize a history for example, has
    /// another id.
    /// </summary>
    public bool HasCounted(string? responseId) =>
        _isCounted && (responseId is null || _countedResponseId is null || responseId == _countedResponseId);
}

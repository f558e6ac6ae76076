namespace LlmCost.AI;

/// <summary>Makes a metered call visible to inner meters, including those that <c>GetService</c> can't find.</summary>
/// <remarks>
/// A client that chooses among several clients, such as a failover client, does not expose them through <c>GetService</c>. If an
/// inner meter counts a response, the outer meter must not count it again.
/// </remarks>
internal sealed class AmbientCall
{
    /// <summary>
    /// Marks a response as metered, so that an outer meter does not bill it again when a cache in between replays it.
    /// </summary>
    public const string MeteredMarkerKey = CostTags.OptionPrefix + "metered";

    private readonly Ambient<AmbientCall> _place;
    private readonly CallKind _kind;
    private readonly Lock _lock = new();
    private BudgetUse _used;
    private bool _hasReservation;
    private bool _isLent;
    private volatile bool _isCounted;
    private volatile string? _countedResponseId;

    /// <summary>Creates a call that is nested in the innermost call of the current async flow, if there is one.</summary>
    /// <param name="kind">The kind of call.</param>
    public AmbientCall(CallKind kind)
    {
        _place = new Ambient<AmbientCall>(this);
        _kind = kind;
    }

    /// <summary>
    /// Returns the innermost call of the given kind in the current flow, or <see langword="null"/> if there is none. Calls of
    /// other kinds are ignored, because they are billed separately. For example, a router may create an embedding of the question
    /// in order to choose a chat client.
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

    /// <summary>Offers the budget reservation of this call to the next call of an inner meter.</summary>
    public void BeginReservation()
    {
        lock (_lock)
        {
            (_hasReservation, _isLent) = (true, false);
        }
    }

    /// <summary>
    /// Lends the reservation of this call to a call of an inner meter. Returns false if there is no reservation, or if it is
    /// already lent. While the reservation is lent, further calls of inner meters make their own, so that budgets also limit a
    /// loop between the two meters.
    /// </summary>
    public bool TryLend()
    {
        lock (_lock)
        {
            var lends = _hasReservation && !_isLent;
            _isLent |= lends;
            return lends;
        }
    }

    /// <summary>
    /// Adds the usage of the call that borrowed the reservation. If nothing was billed, the next call can borrow the reservation.
    /// </summary>
    /// <returns>False if the reservation has already ended.</returns>
    public bool TryGiveBack(in BudgetUse use)
    {
        lock (_lock)
        {
            _used = _hasReservation ? _used.Plus(in use) : _used;
            _isLent &= use.IsBilled;
            return _hasReservation;
        }
    }

    /// <summary>Ends the reservation, and returns the total usage that calls of inner meters have added.</summary>
    public BudgetUse EndReservation()
    {
        lock (_lock)
        {
            var used = _used;
            (_used, _hasReservation) = (default, false);
            return used;
        }
    }

    /// <summary>Makes this call the innermost call of the current flow.</summary>
    public void Enter() => _place.Enter();

    /// <summary>Marks a response as counted by an inner meter.</summary>
    public void MarkCounted(string? responseId)
    {
        _countedResponseId = responseId;
        _isCounted = true;
    }

    /// <summary>
    /// Returns true if an inner meter has counted this response. If both this response and the counted response have an id, the
    /// ids must be equal. The response of a side call, such as a call that summarizes the chat history, has a different id.
    /// </summary>
    public bool HasCounted(string? responseId) =>
        _isCounted && (responseId is null || _countedResponseId is null || responseId == _countedResponseId);
}

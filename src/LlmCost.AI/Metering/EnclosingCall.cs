namespace LlmCost.AI;

/// <summary>A metered call around others, when the meter can't see whether there are meters behind it.</summary>
/// <remarks>
/// A client that chooses among clients, such as a failover, hides them from <c>GetService</c>. If a meter behind it counts the
/// same response, the meter in front must not count it again.
/// </remarks>
internal sealed class EnclosingCall
{
    /// <summary>
    /// What a meter leaves on a response that an opaque meter may see: a cache between the two gives it back with the response, and nobody pays for that.
    /// </summary>
    public const string Stamp = CostTags.OptionPrefix + "metered";

    private static readonly AsyncLocal<EnclosingCall?> s_current = new();

    private volatile bool _isCounted;
    private volatile string? _countedResponseId;

    /// <summary>The call around the code that runs here, if any.</summary>
    public static EnclosingCall? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
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
}

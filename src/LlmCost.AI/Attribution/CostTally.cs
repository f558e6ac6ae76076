namespace LlmCost.AI;

/// <summary>Adds up the cost of the metered calls within it, for example of a web request, a job or an agent run.</summary>
/// <remarks>
/// A tally is ambient like <see cref="CostScope"/>: it flows with <see langword="await"/> and into tasks that are started
/// within it. Tallies nest; a call counts for every enclosing tally. A call is added when it ends, a streamed call when its
/// stream ends. All members are thread-safe, and the sums can be read at any time.
/// </remarks>
/// <example>
/// <code>
/// using var tally = CostTally.Begin();
/// await AnswerAsync(question);
/// logger.LogInformation("{Calls} calls cost {Cost} USD.", tally.Calls, tally.Cost);
/// </code>
/// </example>
public sealed class CostTally : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Ambient<CostTally> _place;
    private CallSum _all;
    private CallSum _own;

    private CostTally() => _place = new Ambient<CostTally>(this);

    /// <summary>
    /// Gets the cost in USD of all calls whose cost is known, including those within inner tallies. The value is zero if there
    /// were no calls, and <see langword="null"/> if no call has a known cost.
    /// </summary>
    public decimal? Cost
    {
        get { lock (_lock) { return _all.Cost; } }
    }

    /// <summary>Gets the same sum as <see cref="Cost"/>, but without the calls within inner tallies.</summary>
    public decimal? OwnCost
    {
        get { lock (_lock) { return _own.Cost; } }
    }

    /// <summary>
    /// Gets the number of calls, including those within inner tallies. Each round trip to a provider is one call.
    /// </summary>
    public long Calls
    {
        get { lock (_lock) { return _all.Calls; } }
    }

    /// <summary>
    /// Gets the number of <see cref="Calls"/> whose cost is unknown, because the model has no price, the usage is unknown, or the
    /// deployment is billed hourly. An unknown cost is not zero. If there are such calls, <see cref="Cost"/> is a lower bound.
    /// </summary>
    public long UnpricedCalls
    {
        get { lock (_lock) { return _all.UnpricedCalls; } }
    }

    /// <summary>
    /// Gets the number of <see cref="Calls"/> whose cost is a lower bound, because parts of their usage have no price. The known
    /// cost of these calls is part of <see cref="Cost"/>.
    /// </summary>
    public long PartialCalls
    {
        get { lock (_lock) { return _all.PartialCalls; } }
    }

    /// <summary>
    /// Gets a value indicating whether <see cref="Cost"/> includes all usage of the calls. If <see langword="false"/>, the cost
    /// is a lower bound or <see langword="null"/>.
    /// </summary>
    public bool IsComplete
    {
        get { lock (_lock) { return _all is { UnpricedCalls: 0, PartialCalls: 0 }; } }
    }

    /// <summary>
    /// Gets the tokens that the calls used, including those within inner tallies. Don't multiply this sum by a price: prices
    /// depend on the size of each call.
    /// </summary>
    public TokenUsage Usage
    {
        get { lock (_lock) { return _all.Usage; } }
    }

    /// <summary>Gets the innermost tally of the current flow, or <see langword="null"/> if there is none.</summary>
    public static CostTally? Current => Ambient<CostTally>.Current;

    /// <summary>Begins a tally.</summary>
    /// <returns>The tally. Dispose it in the flow that began it. Its sums can still be read afterwards.</returns>
    public static CostTally Begin()
    {
        var tally = new CostTally();
        tally.Resume();
        return tally;
    }

    /// <summary>Makes this tally the current tally of the calling flow again.</summary>
    /// <remarks>
    /// In code that continues in another flow, such as an async iterator, call this method before each step. The remarks of
    /// <see cref="CostScope.Resume"/> also apply to this method.
    /// </remarks>
    public void Resume() => _place.Enter();

    /// <summary>
    /// Ends the tally in the current flow. Calls in progress still count, and so do calls in flows that were started within the
    /// tally. Disposing it again has no effect.
    /// </summary>
    public void Dispose() => _place.Exit();

    /// <summary>Returns the sums so far.</summary>
    /// <returns>An immutable snapshot, which does not include calls that end later.</returns>
    public CostSummary ToSummary()
    {
        lock (_lock)
        {
            return _all.ToSummary(_own.Cost);
        }
    }

    /// <summary>Adds a call to this tally and to all enclosing tallies.</summary>
    internal void Add(in PendingRecord record)
    {
        for (var tally = this; tally is not null; tally = tally._place.Outer)
        {
            lock (tally._lock)
            {
                tally._all.Add(in record);
                if (tally == this)
                {
                    tally._own.Add(in record);
                }
            }
        }
    }
}

namespace LlmCost.AI;

/// <summary>Adds up what the metered calls within it cost: of a web request, a job, an agent's run.</summary>
/// <remarks>
/// Ambient as <see cref="CostScope"/>: it flows with <see langword="await"/> and into tasks that are started within. Tallies nest; a call counts for all that it
/// is within. A call counts when it ends, and a streamed one when its stream does. Safe on any thread; read it at any time.
/// </remarks>
/// <example>
/// <code>
/// using var tally = CostTally.Begin();
/// await AnswerAsync(question);
/// logger.LogInformation("That cost {Cost} USD in {Calls} calls.", tally.Cost, tally.Calls);
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
    /// What the calls cost whose cost is known, in USD, those within inner tallies included. Zero if there were none; <see langword="null"/> if none of them has a
    /// known cost.
    /// </summary>
    public decimal? Cost
    {
        get { lock (_lock) { return _all.Cost; } }
    }

    /// <summary>The same without calls within inner tallies.</summary>
    public decimal? OwnCost
    {
        get { lock (_lock) { return _own.Cost; } }
    }

    /// <summary>How many calls there were, those within inner tallies included. A round trip to the provider is one.</summary>
    public long Calls
    {
        get { lock (_lock) { return _all.Calls; } }
    }

    /// <summary>
    /// How many of the <see cref="Calls"/> have no known cost, which is not zero: <see cref="Cost"/> is then a part of the whole. The model has no price, the usage is
    /// unknown, or the deployment is paid by the hour.
    /// </summary>
    public long UnpricedCalls
    {
        get { lock (_lock) { return _all.UnpricedCalls; } }
    }

    /// <summary>What the calls used, in tokens, those within inner tallies included. Money is not a product of such a sum: prices depend on each call's size.</summary>
    public TokenUsage Usage
    {
        get { lock (_lock) { return _all.Usage; } }
    }

    /// <summary>Gets the innermost tally that calls are added to here, or <see langword="null"/> if there is none.</summary>
    public static CostTally? Current => Ambient<CostTally>.Current;

    /// <summary>Begins a tally.</summary>
    /// <returns>The tally. Dispose it in the flow that began it; its sums can be read afterwards, too.</returns>
    public static CostTally Begin()
    {
        var tally = new CostTally();
        tally.Resume();
        return tally;
    }

    /// <summary>Makes this tally the current one again, in the flow that calls it.</summary>
    /// <remarks>
    /// For code that is left and entered again with another flow, such as an async iterator, before each of its steps: see
    /// <see cref="CostScope.Resume"/>, which has the same rules.
    /// </remarks>
    public void Resume() => _place.Enter();

    /// <summary>Ends the tally in this flow. Calls under way, and flows that were started within, still count. Further calls do nothing.</summary>
    public void Dispose() => _place.Exit();

    /// <summary>Returns the sums so far.</summary>
    /// <returns>An immutable snapshot; calls that end later are not part of it.</returns>
    public CostSummary ToSummary()
    {
        lock (_lock)
        {
            return _all.ToSummary(_own.Cost);
        }
    }

    /// <summary>Adds a call to this tally and to all tallies around it.</summary>
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

namespace SimulatedProvider;

/// <summary>The simulated provider's own books: an independent truth to compare a meter with.</summary>
/// <remarks>Thread safe. It counts in whole tokens and knows no prices. The names of the token classes are those of <c>llmcost.token.class</c>.</remarks>
public sealed class BillingLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LedgerKey, long> _reported = [];
    private readonly Dictionary<LedgerKey, long> _unreported = [];
    private long _completed;
    private long _interrupted;
    private long _rejected;

    /// <summary>How many answers were given in full.</summary>
    public long CompletedCalls
    {
        get { lock (_lock) { return _completed; } }
    }

    /// <summary>How many answers ended half way, by a simulated failure or because the client went away.</summary>
    public long InterruptedCalls
    {
        get { lock (_lock) { return _interrupted; } }
    }

    /// <summary>How many requests were refused with status 429, at no charge.</summary>
    public long RejectedCalls
    {
        get { lock (_lock) { return _rejected; } }
    }

    /// <summary>Tokens of the answers given in full, by provider, response model and token class; the client was told all of them.</summary>
    public IReadOnlyDictionary<LedgerKey, long> Reported
    {
        get { lock (_lock) { return new Dictionary<LedgerKey, long>(_reported); } }
    }

    /// <summary>Tokens of the answers that ended half way: charged, but the client was not told, so that it can only estimate them.</summary>
    public IReadOnlyDictionary<LedgerKey, long> Unreported
    {
        get { lock (_lock) { return new Dictionary<LedgerKey, long>(_unreported); } }
    }

    /// <summary>Charges an answer given in full.</summary>
    internal void Complete(string provider, string model, BilledTokens tokens)
    {
        lock (_lock)
        {
            _completed++;
            Add(_reported, provider, model, tokens);
        }
    }

    /// <summary>Charges an answer that ended half way.</summary>
    internal void Interrupt(string provider, string model, BilledTokens tokens)
    {
        lock (_lock)
        {
            _interrupted++;
            Add(_unreported, provider, model, tokens);
        }
    }

    /// <summary>Notes a refused request.</summary>
    internal void Reject()
    {
        lock (_lock)
        {
            _rejected++;
        }
    }

    private static void Add(Dictionary<LedgerKey, long> books, string provider, string model, BilledTokens tokens)
    {
        Add("input", tokens.Input);
        Add("input_cache_read", tokens.CacheRead);
        Add("input_cache_write", tokens.CacheWrite);
        Add("output", tokens.Output);
        Add("output_reasoning", tokens.Reasoning);

        void Add(string tokenClass, long count)
        {
            if (count > 0)
            {
                var key = new LedgerKey(provider, model, tokenClass);
                books[key] = books.GetValueOrDefault(key) + count;
            }
        }
    }
}

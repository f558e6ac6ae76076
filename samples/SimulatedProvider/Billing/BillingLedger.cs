namespace SimulatedProvider;

/// <summary>Records what the simulated provider bills, as an independent reference for the meter.</summary>
/// <remarks>
/// This type is thread-safe. It counts whole tokens. Token classes have the names of the metric attribute
/// <c>llmcost.token.class</c>.
/// </remarks>
public sealed class BillingLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BillingKey, long> _reported = [];
    private readonly Dictionary<BillingKey, long> _unreported = [];
    private readonly Dictionary<BookKey, BookEntry> _books = [];
    private long _completed;
    private long _interrupted;
    private long _rejected;

    /// <summary>Gets the number of completed responses.</summary>
    public long CompletedCalls
    {
        get { lock (_lock) { return _completed; } }
    }

    /// <summary>Gets the number of responses that were interrupted by a simulated failure or a disconnected client.</summary>
    public long InterruptedCalls
    {
        get { lock (_lock) { return _interrupted; } }
    }

    /// <summary>Gets the number of requests that were rejected with status 429, which are not billed.</summary>
    public long RejectedCalls
    {
        get { lock (_lock) { return _rejected; } }
    }

    /// <summary>
    /// Gets the tokens of completed responses, which were reported to the client, by provider, response model and token class.
    /// </summary>
    public IReadOnlyDictionary<BillingKey, long> Reported
    {
        get { lock (_lock) { return new Dictionary<BillingKey, long>(_reported); } }
    }

    /// <summary>
    /// Gets the tokens of interrupted responses. They are billed but not reported, so the client can only estimate them.
    /// </summary>
    public IReadOnlyDictionary<BillingKey, long> Unreported
    {
        get { lock (_lock) { return new Dictionary<BillingKey, long>(_unreported); } }
    }

    /// <summary>
    /// Gets the billed calls by hour, provider, operation, account, key, model and tier, in no particular order. Interrupted
    /// responses are included; rejected requests are not.
    /// </summary>
    public IReadOnlyList<BookEntry> Books
    {
        get { lock (_lock) { return [.. _books.Values]; } }
    }

    /// <summary>Bills a completed call, which need not have been made to this server.</summary>
    public void Bill(BilledCall call)
    {
        ArgumentNullException.ThrowIfNull(call);

        lock (_lock)
        {
            _completed++;
            Add(_reported, call.Provider, call.Model, call.Tokens);
            Enter(call);
        }
    }

    /// <summary>Bills an interrupted response.</summary>
    internal void Interrupt(BilledCall call)
    {
        lock (_lock)
        {
            _interrupted++;
            Add(_unreported, call.Provider, call.Model, call.Tokens);
            Enter(call);
        }
    }

    /// <summary>Counts a rejected request.</summary>
    internal void Reject()
    {
        lock (_lock)
        {
            _rejected++;
        }
    }

    private void Enter(BilledCall call)
    {
        var time = call.Time.UtcDateTime;
        var key = new BookKey(
            new DateTimeOffset(time.Date.AddHours(time.Hour), TimeSpan.Zero),
            call.Provider,
            call.Operation,
            call.Account,
            call.ApiKeyId,
            call.Model,
            call.ServiceTier ?? (call.Provider is "anthropic" ? "standard" : "default"));
        var entry = _books.GetValueOrDefault(key, new BookEntry(key, 0, default, 0));

        _books[key] = entry with
        {
            Requests = entry.Requests + 1,
            Tokens = entry.Tokens + call.Tokens,
            WebSearches = entry.WebSearches + call.WebSearches,
        };
    }

    private static void Add(Dictionary<BillingKey, long> books, string provider, string model, BilledTokens tokens)
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
                var key = new BillingKey(provider, model, tokenClass);
                books[key] = books.GetValueOrDefault(key) + count;
            }
        }
    }
}

namespace LlmCost.AI;

/// <summary>Reads calls from memory, or from a ledger if they are older.</summary>
internal sealed class CallsReader(CostHistory history, ICostHistory? ledger)
{
    /// <summary>The maximum number of calls from a ledger that are sorted and listed. The CSV file contains all calls.</summary>
    private const int MaxOrdered = 10_000;

    /// <summary>Returns true if memory contains the calls of the range.</summary>
    public bool IsInMemory(CallsQuery query) =>
        ledger is null || query.From is 0 || query.From >= history.Since.ToUnixTimeSeconds();

    /// <summary>
    /// Returns the first selected calls in the order of the query, the number of all selected calls, and the data that the ledger
    /// lacks.
    /// </summary>
    public async Task<(List<EndedCall> Calls, long Total, MissingAnswer? Missing)> ReadAsync(
        CallsQuery query, CancellationToken cancellationToken)
    {
        if (IsInMemory(query))
        {
            var calls = ReadMemory(query);
            return (calls, calls.Count, null);
        }

        var kept = new List<EndedCall>();
        var total = 0L;
        await foreach (var call in ReadLedgerAsync(query, cancellationToken))
        {
            total++;
            kept.Add(call);
            if (kept.Count >= 2 * MaxOrdered)
            {
                Shorten();
            }
        }

        Shorten();
        var (from, to) = query.Range;
        var missing = new MissingCalls(await ledger!.ReadCoverageAsync(from, to, cancellationToken), needsCalls: true);
        return (kept, total, missing.Answer([query.From, to.ToUnixTimeSeconds()]));

        void Shorten()
        {
            query.Order(kept);
            kept.RemoveRange(Math.Min(MaxOrdered, kept.Count), Math.Max(kept.Count - MaxOrdered, 0));
        }
    }

    /// <summary>
    /// Returns all selected calls. Calls in memory are in the order of the query; calls of a ledger are in the ledger's order.
    /// </summary>
    public IAsyncEnumerable<EndedCall> ReadAllAsync(CallsQuery query, CancellationToken cancellationToken) =>
        IsInMemory(query) ? ReadMemory(query).ToAsyncEnumerable() : ReadLedgerAsync(query, cancellationToken);

    /// <summary>Finds a call.</summary>
    public async Task<EndedCall?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        foreach (var call in history.ReadCalls())
        {
            if (call.Record.Id == id)
            {
                return call;
            }
        }

        return ledger is not null && await ledger.FindCallAsync(id, cancellationToken) is { } record
            ? new EndedCall(record, default)
            : null;
    }

    // As in the sums, calls in memory are selected by their end time, and calls in a ledger by their start time.
    private List<EndedCall> ReadMemory(CallsQuery query)
    {
        var (from, to) = query.Range;
        var calls = history.ReadCalls()
            .Where(call => call.End >= from && call.End < to && query.Selects(call.Record, history.TagNames))
            .ToList();
        query.Order(calls);
        return calls;
    }

    private IAsyncEnumerable<EndedCall> ReadLedgerAsync(CallsQuery query, CancellationToken cancellationToken) =>
        ledger!.ReadCallsAsync(query.Range.From, query.Range.To, cancellationToken)
            .Where(record => query.Selects(record, history.TagNames))
            .Select(record => new EndedCall(record, default));
}

namespace LlmCost.AI;

/// <summary>Reads calls from memory, or from a ledger if they are older.</summary>
internal sealed class CallsReader(CostHistory history, ICostHistory? ledger)
{
    /// <summary>The number of calls from a ledger that are sorted. Calls after these are never shown.</summary>
    private const int MaxOrdered = 10_000;

    /// <summary>Returns the selected calls in order, their number and their source.</summary>
    public async Task<(List<EndedCall> Calls, long Total, string Source)> ReadAsync(
        CallsQuery query, CancellationToken cancellationToken)
    {
        if (ledger is null || query.From is 0 || query.From >= history.Since.ToUnixTimeSeconds())
        {
            var calls = history.ReadCalls().Where(call => query.Selects(call, history.TagNames)).ToList();
            query.Order(calls);
            return (calls, calls.Count, SummaryScope.Memory);
        }

        var kept = new List<EndedCall>();
        var total = 0L;
        var end = DateTimeOffset.FromUnixTimeSeconds(Math.Min(query.To, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        await foreach (var record in ledger.ReadCallsAsync(
            DateTimeOffset.FromUnixTimeSeconds(query.From), end, cancellationToken))
        {
            var call = new EndedCall(record, default);
            if (!query.Selects(call, history.TagNames))
            {
                continue;
            }

            total++;
            kept.Add(call);
            if (kept.Count >= 2 * MaxOrdered)
            {
                Shorten();
            }
        }

        Shorten();
        return (kept, total, SummaryScope.Ledger);

        void Shorten()
        {
            query.Order(kept);
            kept.RemoveRange(Math.Min(MaxOrdered, kept.Count), Math.Max(kept.Count - MaxOrdered, 0));
        }
    }

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
}

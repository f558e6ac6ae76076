namespace LlmCost.AI;

/// <summary>Adds up calls that can't be stored.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class GapSums(LedgerGapReason reason)
{
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _calls;
    private long _unpricedCalls;
    private long _inputTokens;
    private long _outputTokens;
    private decimal _cost;
    private decimal _listCost;

    public LedgerGapReason Reason => reason;

    public void Add(CostRecord record) => Add(
        record.Timestamp,
        record.Cost is null && record.UnpricedReason is not UnpricedReason.None,
        record.Usage.TotalInput,
        record.Usage.TotalOutput,
        record.Cost?.Total,
        record.ListCost);

    public void Add(LedgerCall call) =>
        Add(call.Timestamp, call.Result.IsUnpriced, call.InputTokens, call.OutputTokens, call.Cost, call.ListCost);

    public void Add(DateTimeOffset timestamp, bool isUnpriced, long input, long output, decimal? cost, decimal? listCost)
    {
        var time = LedgerTime.ToMicroseconds(timestamp);
        (_from, _to) = (Math.Min(_from, time), Math.Max(_to, time));
        _calls++;
        _unpricedCalls += isUnpriced ? 1 : 0;
        _inputTokens += input;
        _outputTokens += output;
        _cost += cost ?? 0;
        _listCost += listCost ?? 0;
    }

    /// <summary>Returns the sums, or <see langword="null"/> if there are none.</summary>
    public LedgerGap? ToGap() => _calls is 0 ? null : new LedgerGap
    {
        Id = Guid.CreateVersion7(LedgerTime.FromMicroseconds(_from)),
        Start = LedgerTime.FromMicroseconds(_from),
        End = LedgerTime.FromMicroseconds(_to),
        Reason = reason,
        Calls = _calls,
        UnpricedCalls = _unpricedCalls,
        InputTokens = _inputTokens,
        OutputTokens = _outputTokens,
        Cost = _cost,
        ListCost = _listCost,
    };
}

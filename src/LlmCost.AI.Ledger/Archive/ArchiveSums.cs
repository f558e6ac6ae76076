namespace LlmCost.AI;

/// <summary>The sums by which records and their archive are compared.</summary>
internal sealed record ArchiveSums
{
    public long Calls { get; init; }

    public ExactSum Cost { get; init; }

    public ExactSum ListCost { get; init; }

    public long Charges { get; init; }

    public ExactSum ChargeCost { get; init; }

    public ArchiveSums Add(LedgerCall call)
    {
        var chargeCost = ChargeCost;
        for (var i = 0; i < call.Charges.Count; i++)
        {
            chargeCost = chargeCost.Add(call.Charges[i].Cost);
        }

        return new ArchiveSums
        {
            Calls = Calls + 1,
            Cost = Cost.Add(call.Cost),
            ListCost = ListCost.Add(call.ListCost),
            Charges = Charges + call.Charges.Count,
            ChargeCost = chargeCost,
        };
    }
}

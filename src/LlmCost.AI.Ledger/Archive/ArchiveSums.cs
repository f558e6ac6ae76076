namespace LlmCost.AI;

/// <summary>The sums that are compared to check an archive against its records.</summary>
internal sealed record ArchiveSums
{
    public long Calls { get; init; }

    public decimal Cost { get; init; }

    public decimal ListCost { get; init; }

    public long Charges { get; init; }

    public decimal ChargeCost { get; init; }

    public ArchiveSums Add(LedgerCall call)
    {
        var chargeCost = ChargeCost;
        for (var i = 0; i < call.Charges.Count; i++)
        {
            chargeCost += call.Charges[i].Cost ?? 0;
        }

        return new ArchiveSums
        {
            Calls = Calls + 1,
            Cost = Cost + (call.Cost ?? 0),
            ListCost = ListCost + (call.ListCost ?? 0),
            Charges = Charges + call.Charges.Count,
            ChargeCost = chargeCost,
        };
    }
}

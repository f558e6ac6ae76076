namespace LlmCost.AI;

/// <summary>Converts a cost record to a call of the ledger.</summary>
internal sealed class LedgerCallConverter(LedgerOrigin origin, TagFilter tags)
{
    public LedgerCall Convert(CostRecord record) => new()
    {
        Id = record.Id,
        Timestamp = LedgerTime.FromMicroseconds(LedgerTime.ToMicroseconds(record.Timestamp)),
        Duration = TimeSpan.FromTicks(record.Duration.Ticks - (record.Duration.Ticks % TimeSpan.TicksPerMicrosecond)),
        Origin = origin,
        Key = new LedgerKey
        {
            OperationName = record.OperationName,
            ProviderName = record.ProviderName,
            Account = record.Account,
            RequestModel = record.RequestModel,
            ResponseModel = record.ResponseModel,
            Feature = record.Feature,
            Region = record.Region,
            ServiceTier = record.ServiceTier,
            Speed = record.Speed,
            CacheMode = record.CacheMode,
        },
        Result = new LedgerResult
        {
            Outcome = record.Outcome,
            ErrorType = record.ErrorType,
            IsStreaming = record.IsStreaming,
            UsageSource = record.UsageSource,
            Anomalies = record.Anomalies,
            UnpricedReason = record.UnpricedReason,
            UnpricedParts = Parts(record.UnpricedParts),
            PriceSource = record.PriceSource,
            PriceListName = record.PriceListName,
            PriceListVersion = record.PriceListVersion,
            FallbackProvider = record.FallbackProvider,
            IsProvisioned = record.IsProvisioned,
            IsPriced = record.Cost is not null,
        },
        ResponseId = record.ResponseId,
        RequestId = record.RequestId,
        Attempts = record.Attempts,
        PossiblyBilledCost = record.PossiblyBilledCost,
        Tags = tags.Filter(record.Tags),
        InputTokens = record.Usage.TotalInput,
        OutputTokens = record.Usage.TotalOutput,
        Cost = record.Cost?.Total,
        ListCost = record.ListCost,
        Charges = Charges(record),
    };

    private static string? Parts(IReadOnlyList<UnpricedPart> parts) =>
        parts.Count is 0
            ? null
            : string.Join(',', parts.Select(part => $"{part.Name}:{EnumText<UnpricedReason>.Of(part.Reason)}"));

    private static List<LedgerCharge> Charges(CostRecord record)
    {
        var charges = new List<LedgerCharge>(record.Charges.Count + 1);
        foreach (var charge in record.Charges)
        {
            charges.Add(new LedgerCharge
            {
                Price = new LedgerPrice
                {
                    Unit = charge.Unit,
                    Kind = charge.Kind,
                    Model = charge.Model,
                    Direction = charge.Direction,
                    UnitPrice = charge.UnitPrice,
                    Per = charge.Per,
                },
                Quantity = charge.Quantity,
                Cost = charge.Cost,
                ListCost = charge.ListCost,
            });
        }

        foreach (var unit in UsageUnits.List(record.Usage, record.Quantities))
        {
            if (!IsCharged(record.Charges, unit))
            {
                charges.Add(new LedgerCharge
                {
                    Price = new LedgerPrice
                    {
                        Unit = unit.Unit,
                        Kind = unit.Kind,
                        Direction = unit.Unit.StartsWith("output", StringComparison.Ordinal) ? CostDirection.Output
                            : UsageUnits.IsTokens(unit.Unit) ? CostDirection.Input
                            : CostDirection.Other,
                        Per = UsageUnits.IsTokens(unit.Unit) ? 1_000_000 : 1,
                    },
                    Quantity = unit.Quantity,
                });
            }
        }

        return charges;
    }

    private static bool IsCharged(IReadOnlyList<Charge> charges, in UnitQuantity unit)
    {
        for (var i = 0; i < charges.Count; i++)
        {
            if (charges[i].Unit == unit.Unit && charges[i].Kind == unit.Kind && charges[i].Model is null)
            {
                return true;
            }
        }

        return false;
    }
}

namespace LlmCost.AI;

/// <summary>Converts a call of the ledger back to a cost record.</summary>
internal static class LedgerRecords
{
    private const char PartSeparator = ',';
    private const char ReasonSeparator = ':';

    /// <summary>Returns the record of a call.</summary>
    public static CostRecord Of(LedgerCall call)
    {
        // Units that were used but not charged have no cost.
        var charges = call.Charges.Where(charge => charge.Cost is not null).ToList();
        var units = call.OwnUnits();
        return new CostRecord
        {
            Id = call.Id,
            Timestamp = call.Timestamp,
            OperationName = call.Key.OperationName,
            ProviderName = call.Key.ProviderName,
            Account = call.Key.Account,
            RequestModel = call.Key.RequestModel,
            ResponseModel = call.Key.ResponseModel,
            ResponseId = call.ResponseId,
            RequestId = call.RequestId,
            Attempts = call.Attempts,
            PossiblyBilledCost = call.PossiblyBilledCost,
            Feature = call.Key.Feature,
            Tags = call.Tags,
            IsStreaming = call.Result.IsStreaming,
            Usage = UsageUnits.ReadTokens(units),
            UsageSource = call.Result.UsageSource,
            Anomalies = call.Result.Anomalies,
            ServiceTier = call.Key.ServiceTier,
            Region = call.Key.Region,
            Speed = call.Key.Speed,
            CacheMode = call.Key.CacheMode,
            Quantities = UsageUnits.ReadQuantities(units),
            Cost = call.Cost is null ? null : CostOf(charges),
            Charges = [.. charges.Select(ChargeOf)],
            UnpricedReason = call.Result.UnpricedReason,
            UnpricedParts = Parts(call.Result.UnpricedParts),
            IsProvisioned = call.Result.IsProvisioned,
            PriceSource = call.Result.PriceSource,
            ListCost = call.ListCost,
            PriceListName = call.Result.PriceListName,
            PriceListVersion = call.Result.PriceListVersion,
            FallbackProvider = call.Result.FallbackProvider,
            Duration = call.Duration,
            Outcome = call.Result.Outcome,
            ErrorType = call.Result.ErrorType,
        };
    }

    private static CostBreakdown CostOf(List<LedgerCharge> charges)
    {
        var costs = charges.ToLookup(charge => UsageUnits.ClassOf(charge.Price.Unit), charge => charge.Cost!.Value);
        return new CostBreakdown
        {
            Input = costs[TokenClass.Input].Sum(),
            InputCacheRead = costs[TokenClass.InputCacheRead].Sum(),
            InputCacheWrite = costs[TokenClass.InputCacheWrite].Sum(),
            InputAudio = costs[TokenClass.InputAudio].Sum(),
            InputImage = costs[TokenClass.InputImage].Sum(),
            InputVideo = costs[TokenClass.InputVideo].Sum(),
            Output = costs[TokenClass.Output].Sum(),
            OutputReasoning = costs[TokenClass.OutputReasoning].Sum(),
            OutputAudio = costs[TokenClass.OutputAudio].Sum(),
            OutputImage = costs[TokenClass.OutputImage].Sum(),
            OutputVideo = costs[TokenClass.OutputVideo].Sum(),
            Fee = costs[TokenClass.Fee].Sum(),
            Unallocated = costs[TokenClass.Unallocated].Sum(),
        };
    }

    private static Charge ChargeOf(LedgerCharge charge) => new()
    {
        Unit = charge.Price.Unit,
        Kind = charge.Price.Kind,
        Model = charge.Price.Model,
        Direction = charge.Price.Direction,
        Quantity = charge.Quantity,
        UnitPrice = charge.Price.UnitPrice ?? 0,
        Per = charge.Price.Per,
        Cost = charge.Cost!.Value,
        ListCost = charge.ListCost,
    };

    private static List<UnpricedPart> Parts(string? text) =>
    [
        .. (text ?? "").Split(PartSeparator, StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            var end = part.LastIndexOf(ReasonSeparator);
            return new UnpricedPart
            {
                Name = end < 0 ? part : part[..end],
                Reason = end < 0 ? UnpricedReason.MissingRate : EnumText<UnpricedReason>.Read(part[(end + 1)..]),
            };
        }),
    ];
}

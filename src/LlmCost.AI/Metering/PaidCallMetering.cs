using System.Diagnostics;

namespace LlmCost.AI;

/// <summary>Meters calls that don't go through Microsoft.Extensions.AI.</summary>
internal static class PaidCallMetering
{
    /// <summary>Prices and publishes a call.</summary>
    /// <returns>The cost of the call.</returns>
    public static CostSummary Record(MeteringContext context, PaidCall call)
    {
        var record = ToRecord(context, call);
        var reportedCost = ReportedCost(call, ref record.Anomalies);
        CallPricer.Price(ref record, reportedCost, inferred: null, endpoint: null, context.Prices.Current);
        var target = new CallTarget(context.Snapshot.Telemetry, isChat: false, serverAddress: null, serverPort: null);
        context.Recorder.Publish(in record, target, CostTally.Current, Activity.Current);
        Charge(context, call, in record);
        return CallSum.Of(in record);
    }

    /// <summary>
    /// Charges the call to the budgets that apply to it. Budgets can't refuse the call, because it has already been made.
    /// </summary>
    private static void Charge(MeteringContext context, PaidCall call, in PendingRecord record)
    {
        try
        {
            if (context.Budgets.IsActive && BudgetUse.Of(in record) is { IsBilled: true } use)
            {
                context.Budgets.Begin(call, BudgetFacts.Of(in record))?.Charge(in use);
            }
        }
        catch (Exception e)
        {
            context.Budgets.Failed("settle", e);
        }
    }

    private static PendingRecord ToRecord(MeteringContext context, PaidCall call)
    {
        var provider = KnownProviders.Canonical(call.ProviderName);
        var record = new PendingRecord
        {
            OperationName = call.OperationName,
            ProviderName = provider,
            Account = call.Account,
            RequestModel = call.Model,
            ResponseModel = call.ResponseModel,
            ResponseId = call.ResponseId,
            Timestamp = call.Timestamp ?? context.TimeProvider.GetUtcNow(),
            Duration = call.Duration,
            Quantities = call.Quantities,
            ServedAs = call.ServedAs,
            Outcome = call.Outcome,
            ErrorType = call.ErrorType,
            Feature = CostScope.Current?.Feature,
            Tags = CostScope.Current?.Tags,
            Charges = context.Recorder.HasObservers ? [] : null,
        };
        var isReported = call.Quantities.Count > 0;
        if (call.Usage is { } usage)
        {
            record.Usage = usage.Clamp(ref record.Anomalies);
            isReported = true;
        }
        else if (call.UsageDetails is { } details && ReportedCounts.From(details) is { IsReported: true } counts)
        {
            record.Anomalies |= counts.Normalize(KnownProviders.DialectOf(provider, provider), out record.Usage);
            isReported = true;
        }

        record.UsageSource = isReported ? UsageSource.Reported : UsageSource.Missing;
        return record;
    }

    /// <summary>Returns the reported cost, or <see langword="null"/> if the reported value is impossible.</summary>
    private static decimal? ReportedCost(PaidCall call, ref UsageAnomalies anomalies)
    {
        if (call.ReportedCost is null or (>= 0 and <= CountLimits.MaxCost))
        {
            return call.ReportedCost;
        }

        anomalies |= call.ReportedCost < 0 ? UsageAnomalies.NegativeCount : UsageAnomalies.ImplausibleCount;
        return null;
    }
}

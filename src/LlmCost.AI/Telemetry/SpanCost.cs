using System.Diagnostics;

namespace LlmCost.AI;

/// <summary>Adds the cost of calls to the current span and to the span of the enclosing request.</summary>
internal static class SpanCost
{
    private const string SumProperty = "llmcost.sum";

    /// <summary>
    /// Tags the span of a call with its cost. If the current span is not the span of a call, adds the cost to the sums on the
    /// current span instead. In both cases, adds the cost to the sums on the span of the enclosing request, job or message.
    /// </summary>
    public static void Tag(Activity? activity, in PendingRecord record)
    {
        if (activity is null)
        {
            return;
        }

        if (activity.IsAllDataRequested)
        {
            TagCurrent(activity, in record);
        }

        if (RequestOf(activity) is { IsAllDataRequested: true } request && request != activity)
        {
            AddUp(request, in record);
        }
    }

    /// <summary>
    /// Returns the nearest span of a request or message that this process handles, or the outermost span of the process if there
    /// is none.
    /// </summary>
    private static Activity RequestOf(Activity activity)
    {
        while (activity is { Kind: not (ActivityKind.Server or ActivityKind.Consumer), Parent: { } parent })
        {
            activity = parent;
        }

        return activity;
    }

    private static void TagCurrent(Activity activity, in PendingRecord record)
    {
        activity.SetTag(LlmCostAttributes.Feature, TelemetryText.Sanitize(record.Feature));
        foreach (var (name, value) in record.Tags ?? [])
        {
            activity.SetTag(name, TelemetryText.Sanitize(value));
        }

        if (activity.GetTagItem(GenAIAttributes.OperationName) is null)
        {
            AddUp(activity, in record);
            return;
        }

        activity.SetTag(LlmCostAttributes.UsageSource, record.UsageSource.ToLabel());
        activity.SetTag(LlmCostAttributes.ServiceTier, TelemetryText.Sanitize(record.ServedAs.ServiceTier));
        if (record.Usage[TokenClass.InputCacheWrite] is > 0 and var written)
        {
            activity.SetTag(GenAIAttributes.CacheCreationTokens, written);
        }

        if (record.HasCost)
        {
            activity.SetTag(GenAIAttributes.CostAmount, (double)record.TotalCost);
            activity.SetTag(GenAIAttributes.CostCurrency, GenAIAttributes.Usd);
            activity.SetTag(GenAIAttributes.CostSource, record.PriceSource.ToCostSource());
        }

        if (record.IsPartial || record.UnpricedReason is not UnpricedReason.None)
        {
            var reason = record.IsPartial ? record.PartialReason : record.UnpricedReason;
            activity.SetTag(LlmCostAttributes.UnpricedReason, reason.ToLabel());
            activity.SetTag(LlmCostAttributes.UnpricedParts, Names(record.UnpricedParts));
        }
    }

    private static string[]? Names(IReadOnlyList<UnpricedPart>? parts) =>
        parts is { Count: > 0 } ? [.. parts.Select(part => TelemetryText.Sanitize(part.Name))] : null;

    private static void AddUp(Activity activity, in PendingRecord record)
    {
        if (activity.GetCustomProperty(SumProperty) is not SpanSum sum)
        {
            lock (s_creation)
            {
                sum = activity.GetCustomProperty(SumProperty) as SpanSum ?? new SpanSum();
                activity.SetCustomProperty(SumProperty, sum);
            }
        }

        sum.Add(activity, in record);
    }

    private static readonly Lock s_creation = new();

    /// <summary>
    /// The sum of the calls under one span. Access is locked, because calls can run in parallel. The span of a call has no such
    /// sum.
    /// </summary>
    private sealed class SpanSum
    {
        private readonly Lock _lock = new();
        private CallSum _sum;

        public void Add(Activity activity, in PendingRecord record)
        {
            lock (_lock)
            {
                _sum.Add(in record);
                activity.SetTag(LlmCostAttributes.CallsCount, _sum.Calls);
                if (_sum.Cost is { } cost)
                {
                    activity.SetTag(LlmCostAttributes.CallsCostAmount, (double)cost);
                    activity.SetTag(GenAIAttributes.CostCurrency, GenAIAttributes.Usd);
                }

                SetIfAny(activity, LlmCostAttributes.UnpricedCallsCount, _sum.UnpricedCalls);
                SetIfAny(activity, LlmCostAttributes.PartialCallsCount, _sum.PartialCalls);
            }
        }

        private static void SetIfAny(Activity activity, string name, long count)
        {
            if (count > 0)
            {
                activity.SetTag(name, count);
            }
        }
    }
}

using System.Diagnostics;

namespace LlmCost.AI;

/// <summary>Adds the cost of calls to the current span.</summary>
internal static class SpanCost
{
    private const string SumProperty = "llmcost.sum";

    /// <summary>
    /// Tags the span of a call with its cost. On any other span, for example of a web request, sums up the calls made under it.
    /// </summary>
    public static void Tag(Activity? activity, in PendingRecord record)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

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
        else if (record.UnpricedReason is not UnpricedReason.None)
        {
            activity.SetTag(LlmCostAttributes.UnpricedReason, record.UnpricedReason.ToLabel());
        }
    }

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

        sum.Add(activity, record.HasCost ? record.TotalCost : 0);
    }

    private static readonly Lock s_creation = new();

    /// <summary>
    /// The sum of the calls under one span. Locked, because they may run in parallel. Calls that have their own span don't use
    /// it.
    /// </summary>
    private sealed class SpanSum
    {
        private readonly Lock _lock = new();
        private decimal _cost;
        private long _calls;

        public void Add(Activity activity, decimal cost)
        {
            lock (_lock)
            {
                _calls++;
                _cost += cost;
                activity.SetTag(LlmCostAttributes.CallsCount, _calls);
                activity.SetTag(LlmCostAttributes.CallsCostAmount, (double)_cost);
                activity.SetTag(GenAIAttributes.CostCurrency, GenAIAttributes.Usd);
            }
        }
    }
}

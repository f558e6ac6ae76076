namespace LlmCost.AI;

/// <summary>
/// Names, units and descriptions of this library's own metrics. Units are in braces so that Prometheus does not add them to the
/// names.
/// </summary>
internal static class CostMetricNames
{
    public const string Cost = "llmcost.usage.cost";
    public const string CostUnit = "{USD}";
    public const string CostDescription = "Cost by token class. The sum over all classes is the bill.";

    public const string OperationCost = "llmcost.operation.cost";
    public const string OperationCostDescription = "Cost of a call, for percentiles. The bill is the sum of llmcost.usage.cost.";

    public const string Tokens = "llmcost.usage.tokens";
    public const string TokensUnit = "{token}";
    public const string TokensDescription = "Tokens used, by disjoint token class.";

    public const string Calls = "llmcost.calls";
    public const string CallsUnit = "{call}";
    public const string CallsDescription = "Metered calls, including failed calls.";

    public const string Attempts = "llmcost.attempts";
    public const string AttemptsUnit = "{attempt}";
    public const string AttemptsDescription =
        "HTTP requests of metered calls, including retries. Counted only for clients with a handler.";

    public const string PossiblyBilledCost = "llmcost.possibly_billed.cost";
    public const string PossiblyBilledCostDescription =
        "Estimated cost of requests that failed in a way that providers often bill. Not part of llmcost.usage.cost.";

    public const string UnpricedCalls = "llmcost.unpriced.calls";
    public const string UnpricedCallsDescription = "Calls whose cost is unknown, not zero.";

    public const string UnpricedTokens = "llmcost.unpriced.tokens";
    public const string UnpricedTokensDescription = "Tokens of calls whose cost is unknown.";

    public const string PartialCalls = "llmcost.unpriced.partial_calls";
    public const string PartialCallsDescription = "Calls whose cost is a lower bound, because a part of them has no price.";

    public const string Anomalies = "llmcost.usage.anomalies";
    public const string AnomaliesDescription = "Calls whose reported counts are contradictory or impossible.";

    public const string FoldedTags = "llmcost.tags.folded";
    public const string FoldedTagsUnit = "{value}";
    public const string FoldedTagsDescription = "Attribute values beyond the limit, replaced by 'other'.";

    public const string Failures = "llmcost.failures";
    public const string FailuresUnit = "{failure}";
    public const string FailuresDescription = "Metering failures. The calls were not affected.";

    public const string PriceListAge = "llmcost.price_list.age";
    public const string PriceListAgeUnit = "s";
    public const string PriceListAgeDescription = "Time since a price list was last known to be current.";

    public const string PriceListUpdates = "llmcost.price_list.updates";
    public const string PriceListUpdatesUnit = "{update}";
    public const string PriceListUpdatesDescription = "Attempts to update a price list, by outcome.";

    public const string PriceListHeld = "llmcost.price_list.held";
    public const string PriceListHeldUnit = "{change}";
    public const string PriceListHeldDescription = "Price changes that wait for approval.";

    public const string PriceListInfo = "llmcost.price_list.info";
    public const string PriceListInfoUnit = "{price_list}";
    public const string PriceListInfoDescription = "The price lists in effect and their versions. Always 1.";

    /// <summary>Bucket bounds in USD, half a decade apart: from the embedding of a sentence to a long agent run.</summary>
    public static readonly double[] OperationCostBuckets =
        [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
}

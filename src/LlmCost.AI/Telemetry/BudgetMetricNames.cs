namespace LlmCost.AI;

/// <summary>Names, units, descriptions and attributes of the metrics of budgets.</summary>
internal static class BudgetMetricNames
{
    public const string Limit = "llmcost.budget.limit";
    public const string LimitDescription =
        "Limit of a budget in its unit, including increases. A split budget shows the counter nearest its limit.";

    public const string Spent = "llmcost.budget.spent";
    public const string SpentDescription = "Amount spent in the current window, in the unit of the budget.";

    public const string Reserved = "llmcost.budget.reserved";
    public const string ReservedDescription = "Amount that calls in progress have reserved, in the unit of the budget.";

    public const string Utilization = "llmcost.budget.utilization";
    public const string UtilizationDescription = "Spent and reserved as a share of the limit, from 0 to 1.";

    public const string Decisions = "llmcost.budget.decisions";
    public const string DecisionsUnit = "{decision}";
    public const string DecisionsDescription = "Decisions of budgets, one for each call and budget that applies to it.";

    public const string Reservations = "llmcost.budget.reservations";
    public const string ReservationsUnit = "{reservation}";
    public const string ReservationsDescription = "Reservations that have ended, by outcome.";

    public const string Overshoot = "llmcost.budget.overshoot";
    public const string OvershootDescription = "Cost that exceeds the reservation of a call, by cause.";

    public const string EstimateRatio = "llmcost.budget.estimate.ratio";
    public const string EstimateRatioDescription = "Usage of a call as a share of its reservation.";

    public const string WaitDuration = "llmcost.budget.wait.duration";
    public const string WaitDurationDescription = "Time that calls wait for room in a budget.";

    public const string StoreDuration = "llmcost.budget.store.duration";
    public const string StoreDurationDescription = "Duration of store commands for which calls wait.";

    public const string StoreFailures = "llmcost.budget.store.failures";
    public const string StoreFailuresUnit = "{failure}";
    public const string StoreFailuresDescription = "Failed commands of the budget store.";

    public const string Unpriced = "llmcost.budget.unpriced";
    public const string UnpricedDescription = "Calls with an unknown price to which a budget in USD applies.";

    public const string MissingScope = "llmcost.budget.missing_scope";
    public const string MissingScopeDescription = "Calls that lack a value by which a budget is split.";

    public const string Warnings = "llmcost.budget.warnings";
    public const string WarningsUnit = "{warning}";
    public const string WarningsDescription = "Thresholds that counters of budgets have reached.";

    public const string BudgetAttribute = "llmcost.budget.name";
    public const string UnitAttribute = "llmcost.budget.unit";
    public const string ScopeAttribute = "llmcost.budget.scope";
    public const string DecisionAttribute = "llmcost.budget.decision";
    public const string ReasonAttribute = "llmcost.budget.reason";
    public const string ShadowAttribute = "llmcost.budget.shadow";
    public const string OutcomeAttribute = "llmcost.budget.outcome";
    public const string CauseAttribute = "llmcost.budget.cause";
    public const string OperationAttribute = "llmcost.budget.operation";
    public const string ThresholdAttribute = "llmcost.budget.threshold";

    /// <summary>The prefix of the response properties that contain the remaining budget.</summary>
    public const string RemainingProperty = "llmcost.budget.remaining";

    /// <summary>Bucket bounds of the ratio of use to reservation.</summary>
    public static readonly double[] RatioBuckets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1, 1.1, 1.5, 2, 5];

    /// <summary>
    /// Bucket bounds in seconds, for store commands (from a local store to the timeout) and for waits (from short to long).
    /// </summary>
    public static readonly double[] DurationBuckets =
        [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30, 60];
}

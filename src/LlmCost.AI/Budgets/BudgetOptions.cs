namespace LlmCost.AI;

/// <summary>Provides the options of one budget. In configuration, each budget is a section of <c>LlmCost:Budgets</c>.</summary>
public sealed class BudgetOptions : BudgetLimitOptions
{
    /// <summary>
    /// Gets or sets the window: <c>Request</c>, <c>Run</c>, <c>Minute</c>, <c>Hour</c>, <c>Day</c>, <c>Week</c>, <c>Month</c>,
    /// <c>Year</c>, <c>Lifetime</c>, or a time span such as <c>00:01:00</c> for a rolling window, from one second to 31 days.
    /// Default: <c>Month</c>.
    /// </summary>
    public string Window { get; set; } = "Month";

    /// <summary>
    /// Gets or sets the time zone of days, weeks, months and years, as an IANA id such as <c>Europe/Vienna</c>. Default:
    /// <c>UTC</c>.
    /// </summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Gets or sets the hour at which a day starts, from 0 to 23. Default: 0.</summary>
    public int DayStartsAt { get; set; }

    /// <summary>Gets or sets the first day of a week. Default: <see cref="DayOfWeek.Monday"/>.</summary>
    public DayOfWeek WeekStartsOn { get; set; } = DayOfWeek.Monday;

    /// <summary>
    /// Gets or sets the day on which a month starts, from 1 to 31. Shorter months start on their last day. Default: 1.
    /// </summary>
    public int MonthStartsOn { get; set; } = 1;

    /// <summary>
    /// Gets the values that a call must have for the budget to apply, by the name of a property: <c>provider</c>, <c>model</c>,
    /// <c>deployment</c>, <c>operation</c>, <c>feature</c>, <c>account</c> or any tag. A <c>*</c> at the end of a value matches
    /// any suffix. All values must match. Default: none; the budget applies to all calls.
    /// </summary>
    public IDictionary<string, string> Match { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the properties by which the budget is split, with the same names as in <see cref="Match"/>. Each combination of their
    /// values has its own counter. Default: none; all calls share one counter.
    /// </summary>
    public IList<string> Each { get; } = [];

    /// <summary>
    /// Gets or sets the action for calls that lack a value for a property in <see cref="Each"/>. Default:
    /// <see cref="MissingScopeAction.Skip"/>.
    /// </summary>
    public MissingScopeAction OnMissing { get; set; }

    /// <summary>
    /// Gets different limits for individual values of a budget that is split by one property. The keys are values of this
    /// property. A <c>*</c> at the end of a key matches any suffix; the longest match applies. Limits that an override does not
    /// set are unchanged. Default: none.
    /// </summary>
    public IDictionary<string, BudgetLimitOptions> Overrides { get; } =
        new Dictionary<string, BudgetLimitOptions>(StringComparer.Ordinal);

    /// <summary>Gets or sets how strictly the limits are enforced. Default: <see cref="BudgetGuarantee.Expected"/>.</summary>
    public BudgetGuarantee Guarantee { get; set; } = BudgetGuarantee.Expected;

    /// <summary>Gets or sets whether the budget enforces its limits. Default: <see cref="BudgetMode.Enforce"/>.</summary>
    public BudgetMode Mode { get; set; } = BudgetMode.Enforce;

    /// <summary>
    /// Gets the percentages of the limit, from 1 to 100, at which a warning is logged, counted by a metric and sent to observers,
    /// once for each counter and window. Default: none.
    /// </summary>
    public IList<int> WarnAt { get; } = [];

    /// <summary>
    /// Gets or sets a value indicating whether the gauges of a split budget have one series for each of the ten scopes nearest
    /// their limits. The values of their label <c>llmcost.budget.scope</c> may be personal data. Default:
    /// <see langword="false"/>; the gauges report only the scope nearest its limit, without the label.
    /// </summary>
    public bool ShowScopes { get; set; }

    /// <summary>
    /// Gets or sets the percentage of the limit, from 1 to 100, at which <c>UseBudgetRouting()</c> starts to choose cheaper
    /// models. Default: <see langword="null"/>, never.
    /// </summary>
    public int? DowngradeAt { get; set; }

    /// <summary>
    /// Gets or sets the percentage of the limit, from 1 to 100, at which calls start to be delayed, so that the limit lasts until
    /// the end of the window. Default: <see langword="null"/>, never.
    /// </summary>
    public int? SlowDownAt { get; set; }

    /// <summary>
    /// Gets or sets the percentage of the limit, from 1 to 100, from which requests forbid the use of tools, so that the model
    /// finishes with the available information. Default: <see langword="null"/>, never.
    /// </summary>
    public int? WrapUpAt { get; set; }

    /// <summary>
    /// Gets or sets the longest time that a call waits until a rolling window has room or a call in progress ends, from 0 to 10
    /// minutes. Waiting calls proceed in the order of their arrival. Default: zero; calls don't wait.
    /// </summary>
    public TimeSpan MaxWait { get; set; }

    /// <summary>Gets or sets the maximum number of calls that wait at the same time, from 1 to 100,000. Default: 1,000.</summary>
    public int QueueLimit { get; set; } = 1_000;

    /// <summary>
    /// Gets or sets the minimum output in tokens to which a request can be capped, from 1 to 1,000,000. A request that would be
    /// capped further is refused. Default: <see langword="null"/>, which means 1,024, or 4,096 for reasoning models.
    /// </summary>
    public long? MinOutputTokens { get; set; }

    /// <summary>
    /// Gets or sets the output in tokens that is reserved for a request without a maximum output. Strict budgets also send this
    /// number to the provider as the maximum. From 1 to 10,000,000. Default: 4,096.
    /// </summary>
    public long DefaultOutputTokens { get; set; } = 4_096;

    /// <summary>Gets or sets how a stream ends if it is cut off. Default: <see cref="CutAction.Throw"/>.</summary>
    public CutAction OnCut { get; set; }

    /// <summary>
    /// Gets or sets the action for a call whose maximum output must be lowered. Default: <see cref="CappedAction.Mark"/>.
    /// </summary>
    public CappedAction OnCapped { get; set; }

    /// <summary>
    /// Gets or sets the action for a call whose price is unknown, if the budget limits USD. Default:
    /// <see cref="UnpricedAction.Default"/>.
    /// </summary>
    public UnpricedAction OnUnpriced { get; set; }

    /// <summary>
    /// Gets or sets the rate of input in USD per million tokens for <see cref="UnpricedAction.Assume"/>. Default:
    /// <see langword="null"/>.
    /// </summary>
    public decimal? AssumedInput { get; set; }

    /// <summary>
    /// Gets or sets the rate of output in USD per million tokens for <see cref="UnpricedAction.Assume"/>. Default:
    /// <see langword="null"/>.
    /// </summary>
    public decimal? AssumedOutput { get; set; }
}

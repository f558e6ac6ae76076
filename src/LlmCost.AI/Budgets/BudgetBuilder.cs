using System.Globalization;

namespace LlmCost.AI;

/// <summary>Configures one budget in code. <see cref="BudgetOptions"/> describes the options.</summary>
/// <remarks>Values are validated when the app starts, together with the configured values.</remarks>
public sealed class BudgetBuilder
{
    private readonly BudgetOptions _options;

    internal BudgetBuilder(BudgetOptions options) => _options = options;

    /// <summary>Limits the cost, in USD. The maximum limit is 9,000,000. 0 blocks all calls.</summary>
    /// <param name="limit">The limit.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder Usd(decimal limit)
    {
        _options.Usd = limit;
        return this;
    }

    /// <summary>Limits input and output tokens together. 0 blocks all calls.</summary>
    /// <param name="limit">The limit, 0 or more.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder Tokens(long limit)
    {
        _options.Tokens = limit;
        return this;
    }

    /// <summary>Limits input tokens. 0 blocks all calls.</summary>
    /// <param name="limit">The limit, 0 or more.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder InputTokens(long limit)
    {
        _options.InputTokens = limit;
        return this;
    }

    /// <summary>Limits output tokens. 0 blocks all calls.</summary>
    /// <param name="limit">The limit, 0 or more.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder OutputTokens(long limit)
    {
        _options.OutputTokens = limit;
        return this;
    }

    /// <summary>Limits requests to providers. 0 blocks all calls.</summary>
    /// <param name="limit">The limit, 0 or more.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder Requests(long limit)
    {
        _options.Requests = limit;
        return this;
    }

    /// <summary>Limits calls in progress at the same time. 0 blocks all calls.</summary>
    /// <param name="limit">The limit, 0 or more.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder Concurrent(long limit)
    {
        _options.Concurrent = limit;
        return this;
    }

    /// <summary>Limits each request separately.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerRequest()
    {
        _options.Window = "Request";
        return this;
    }

    /// <summary>Limits each run separately, such as a run of an agent.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerRun()
    {
        _options.Window = "Run";
        return this;
    }

    /// <summary>
    /// Resets the counters at the start of each minute. To limit any period of 60 seconds, use <see cref="Rolling"/>.
    /// </summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerMinute()
    {
        _options.Window = "Minute";
        return this;
    }

    /// <summary>Resets the counters at the start of each hour.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerHour()
    {
        _options.Window = "Hour";
        return this;
    }

    /// <summary>Resets the counters at the start of each day.</summary>
    /// <param name="timeZone">
    /// The IANA id of the time zone, such as <c>Europe/Vienna</c>; <see langword="null"/> keeps the configured time zone, by
    /// default UTC.
    /// </param>
    /// <param name="startsAt">
    /// The hour at which a day starts, from 0 to 23; <see langword="null"/> keeps the configured hour, by default 0.
    /// </param>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerDay(string? timeZone = null, int? startsAt = null)
    {
        _options.Window = "Day";
        _options.TimeZone = timeZone ?? _options.TimeZone;
        _options.DayStartsAt = startsAt ?? _options.DayStartsAt;
        return this;
    }

    /// <summary>Resets the counters at the start of each week.</summary>
    /// <param name="timeZone">
    /// The IANA id of the time zone, such as <c>Europe/Vienna</c>; <see langword="null"/> keeps the configured time zone, by
    /// default UTC.
    /// </param>
    /// <param name="startsOn">
    /// The first day of a week; <see langword="null"/> keeps the configured day, by default Monday.
    /// </param>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerWeek(string? timeZone = null, DayOfWeek? startsOn = null)
    {
        _options.Window = "Week";
        _options.TimeZone = timeZone ?? _options.TimeZone;
        _options.WeekStartsOn = startsOn ?? _options.WeekStartsOn;
        return this;
    }

    /// <summary>Resets the counters at the start of each month.</summary>
    /// <param name="timeZone">
    /// The IANA id of the time zone, such as <c>Europe/Vienna</c>; <see langword="null"/> keeps the configured time zone, by
    /// default UTC.
    /// </param>
    /// <param name="startsOn">
    /// The day on which a month starts, from 1 to 31; <see langword="null"/> keeps the configured day, by default 1.
    /// </param>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerMonth(string? timeZone = null, int? startsOn = null)
    {
        _options.Window = "Month";
        _options.TimeZone = timeZone ?? _options.TimeZone;
        _options.MonthStartsOn = startsOn ?? _options.MonthStartsOn;
        return this;
    }

    /// <summary>Resets the counters at the start of each year.</summary>
    /// <param name="timeZone">
    /// The IANA id of the time zone, such as <c>Europe/Vienna</c>; <see langword="null"/> keeps the configured time zone, by
    /// default UTC.
    /// </param>
    /// <returns>This builder.</returns>
    public BudgetBuilder PerYear(string? timeZone = null)
    {
        _options.Window = "Year";
        _options.TimeZone = timeZone ?? _options.TimeZone;
        return this;
    }

    /// <summary>Never resets the counters.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder Lifetime()
    {
        _options.Window = "Lifetime";
        return this;
    }

    /// <summary>Limits every time span of the given length, such as any 60 seconds.</summary>
    /// <param name="length">The length, from one second to 31 days.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder Rolling(TimeSpan length)
    {
        _options.Window = length.ToString("c", CultureInfo.InvariantCulture);
        return this;
    }

    /// <summary>
    /// Applies the budget only to calls with the given value of a property. If several properties are set, all of them must
    /// match.
    /// </summary>
    /// <param name="name">
    /// <c>provider</c>, <c>model</c>, <c>deployment</c>, <c>operation</c>, <c>feature</c>, <c>account</c> or the name of a tag.
    /// </param>
    /// <param name="value">The value. A <c>*</c> at its end matches any suffix.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or blank.</exception>
    public BudgetBuilder Match(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        _options.Match[name] = value;
        return this;
    }

    /// <summary>
    /// Splits the budget by properties: each value, such as each user, or each combination of values has its own counter.
    /// </summary>
    /// <param name="names">
    /// The names of the properties, as in <see cref="Match"/>. These properties replace those from the configuration.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is <see langword="null"/>.</exception>
    public BudgetBuilder ForEach(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);

        Replace(_options.Each, names);
        return this;
    }

    /// <summary>Sets the action for calls that lack a value for a property in <see cref="ForEach"/>.</summary>
    /// <param name="action">The action.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder OnMissing(MissingScopeAction action)
    {
        _options.OnMissing = action;
        return this;
    }

    /// <summary>Sets different limits for one value of the property by which <see cref="ForEach"/> splits the budget.</summary>
    /// <param name="value">The value. A <c>*</c> at its end matches any suffix. The longest match applies.</param>
    /// <param name="usd">The limit in USD; <see langword="null"/> keeps the limit of the budget.</param>
    /// <param name="tokens">The limit of tokens; <see langword="null"/> keeps the limit of the budget.</param>
    /// <param name="inputTokens">The limit of input tokens; <see langword="null"/> keeps the limit of the budget.</param>
    /// <param name="outputTokens">The limit of output tokens; <see langword="null"/> keeps the limit of the budget.</param>
    /// <param name="requests">The limit of requests; <see langword="null"/> keeps the limit of the budget.</param>
    /// <param name="concurrent">The limit of calls in progress; <see langword="null"/> keeps the limit of the budget.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> is <see langword="null"/> or blank.</exception>
    public BudgetBuilder Override(
        string value,
        decimal? usd = null,
        long? tokens = null,
        long? inputTokens = null,
        long? outputTokens = null,
        long? requests = null,
        long? concurrent = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);

        _options.Overrides[value] = new BudgetLimitOptions
        {
            Usd = usd,
            Tokens = tokens,
            InputTokens = inputTokens,
            OutputTokens = outputTokens,
            Requests = requests,
            Concurrent = concurrent,
        };
        return this;
    }

    /// <summary>
    /// Reserves the upper bound of the cost of each call, and lowers the maximum output of the request accordingly
    /// (<see cref="BudgetGuarantee.Strict"/>).
    /// </summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder Strict()
    {
        _options.Guarantee = BudgetGuarantee.Strict;
        return this;
    }

    /// <summary>Reserves the probable cost of each call (<see cref="BudgetGuarantee.Expected"/>). This is the default.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder Expected()
    {
        _options.Guarantee = BudgetGuarantee.Expected;
        return this;
    }

    /// <summary>
    /// Reserves nothing, and refuses calls only when the limit is spent (<see cref="BudgetGuarantee.Observed"/>).
    /// </summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder Observed()
    {
        _options.Guarantee = BudgetGuarantee.Observed;
        return this;
    }

    /// <summary>
    /// Makes and reports the decisions of an enforced budget, but does not affect calls (<see cref="BudgetMode.Shadow"/>).
    /// </summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder Shadow()
    {
        _options.Mode = BudgetMode.Shadow;
        return this;
    }

    /// <summary>Only counts spending (<see cref="BudgetMode.Observe"/>).</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder Observe()
    {
        _options.Mode = BudgetMode.Observe;
        return this;
    }

    /// <summary>Warns at percentages of the limit, once for each counter and window.</summary>
    /// <param name="percentages">
    /// The percentages, from 1 to 100, in ascending order. These percentages replace those from the configuration.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="percentages"/> is <see langword="null"/>.</exception>
    public BudgetBuilder WarnAt(params int[] percentages)
    {
        ArgumentNullException.ThrowIfNull(percentages);

        Replace(_options.WarnAt, percentages);
        return this;
    }

    /// <summary>
    /// Makes the gauges of a split budget report one series for each of the ten scopes nearest their limits. The values of the
    /// label <c>llmcost.budget.scope</c> may be personal data.
    /// </summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder ShowScopes()
    {
        _options.ShowScopes = true;
        return this;
    }

    /// <summary>Makes <c>UseBudgetRouting()</c> choose cheaper models once a percentage of the limit is used.</summary>
    /// <param name="percentage">The percentage, from 1 to 100.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder DowngradeAt(int percentage)
    {
        _options.DowngradeAt = percentage;
        return this;
    }

    /// <summary>
    /// Delays calls once a percentage of the limit is spent, so that the limit lasts until the end of the window.
    /// </summary>
    /// <param name="percentage">The percentage, from 1 to 100.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder SlowDownAt(int percentage)
    {
        _options.SlowDownAt = percentage;
        return this;
    }

    /// <summary>
    /// Forbids the use of tools once a percentage of the limit is used, so that the model finishes with the available
    /// information.
    /// </summary>
    /// <param name="percentage">The percentage, from 1 to 100.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder WrapUpAt(int percentage)
    {
        _options.WrapUpAt = percentage;
        return this;
    }

    /// <summary>Makes a call wait, instead of refusing it, until a rolling window has room or a call in progress ends.</summary>
    /// <param name="maxWait">The longest wait, up to 10 minutes.</param>
    /// <param name="queueLimit">
    /// The maximum number of waiting calls, from 1 to 100,000; <see langword="null"/> keeps the configured number, by default
    /// 1,000.
    /// </param>
    /// <returns>This builder.</returns>
    public BudgetBuilder Wait(TimeSpan maxWait, int? queueLimit = null)
    {
        _options.MaxWait = maxWait;
        _options.QueueLimit = queueLimit ?? _options.QueueLimit;
        return this;
    }

    /// <summary>
    /// Sets the minimum output to which a request can be capped. A request that would be capped further is refused.
    /// </summary>
    /// <param name="tokens">The output in tokens, from 1 to 1,000,000.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder MinOutputTokens(long tokens)
    {
        _options.MinOutputTokens = tokens;
        return this;
    }

    /// <summary>Sets the output that is reserved for a request without a maximum output.</summary>
    /// <param name="tokens">The output in tokens, from 1 to 10,000,000.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder DefaultOutputTokens(long tokens)
    {
        _options.DefaultOutputTokens = tokens;
        return this;
    }

    /// <summary>Sets how a stream ends if it is cut off.</summary>
    /// <param name="action">The action.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder OnCut(CutAction action)
    {
        _options.OnCut = action;
        return this;
    }

    /// <summary>Sets the action for a call whose maximum output must be lowered.</summary>
    /// <param name="action">The action.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder OnCapped(CappedAction action)
    {
        _options.OnCapped = action;
        return this;
    }

    /// <summary>Applies the given rates to calls whose price is unknown.</summary>
    /// <param name="input">The rate of input, in USD per million tokens.</param>
    /// <param name="output">The rate of output, in USD per million tokens.</param>
    /// <returns>This builder.</returns>
    public BudgetBuilder AssumeUnpriced(decimal input, decimal output)
    {
        _options.OnUnpriced = UnpricedAction.Assume;
        _options.AssumedInput = input;
        _options.AssumedOutput = output;
        return this;
    }

    /// <summary>Allows calls whose price is unknown, and counts them at 0 USD.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder AllowUnpriced()
    {
        SetUnpriced(UnpricedAction.Allow);
        return this;
    }

    /// <summary>Refuses calls whose price is unknown.</summary>
    /// <returns>This builder.</returns>
    public BudgetBuilder RefuseUnpriced()
    {
        SetUnpriced(UnpricedAction.Refuse);
        return this;
    }

    private static void Replace<T>(IList<T> list, T[] values)
    {
        list.Clear();
        foreach (var value in values)
        {
            list.Add(value);
        }
    }

    /// <summary>Sets an action that needs no assumed rates, and removes the assumed rates.</summary>
    private void SetUnpriced(UnpricedAction action)
    {
        _options.OnUnpriced = action;
        _options.AssumedInput = null;
        _options.AssumedOutput = null;
    }
}

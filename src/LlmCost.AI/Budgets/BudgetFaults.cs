namespace LlmCost.AI;

/// <summary>
/// Finds the faults of one budget. Each message contains the configuration key, the value and the allowed values.
/// </summary>
internal static class BudgetFaults
{
    /// <summary>
    /// The largest limit in units other than USD. It must fit into 53 bits, like amounts in billionths of a USD.
    /// </summary>
    private const long MaxCount = 9_000_000_000_000_000;

    private const int UsdDecimals = 9;
    private const int MaxQueue = 100_000;
    private const long MaxMinOutput = 1_000_000;
    private const long MaxDefaultOutput = 10_000_000;
    private const int LongestMonth = 31;
    private const int LastHour = 23;

    private static readonly TimeSpan s_maxWait = TimeSpan.FromMinutes(10);

    /// <summary>The windows that end at a known time, as <see cref="BudgetOptions.SlowDownAt"/> requires.</summary>
    private static readonly string[] s_endingWindows = ["Minute", "Hour", "Day", "Week", "Month", "Year"];

    private static readonly string[] s_windows =
        [.. Enum.GetNames<BudgetWindowKind>().Where(name => name is not nameof(BudgetWindowKind.None))];

    /// <summary>Returns the faults of a budget.</summary>
    /// <param name="key">The configuration key of the budget.</param>
    /// <param name="budget">The budget.</param>
    public static IEnumerable<string> In(string key, BudgetOptions budget) =>
    [
        .. HasLimit(budget)
            ? InLimits(key, budget)
            : [$"{key} has no limit; set Usd, Tokens, InputTokens, OutputTokens, Requests or Concurrent."],
        .. WindowFaults(key, budget),
        .. CalendarFaults(key, budget),
        .. MatchFaults($"{key}:{nameof(budget.Match)}", budget.Match),
        .. EachFaults($"{key}:{nameof(budget.Each)}", budget.Each),
        .. OverrideFaults(key, budget),
        .. EnumFaults(key, budget),
        .. WarnFaults($"{key}:{nameof(budget.WarnAt)}", budget.WarnAt),
        .. ThresholdFaults(key, budget),
        .. WaitFaults(key, budget),
        .. OutputFaults(key, budget),
        .. UnpricedFaults(key, budget),
    ];

    /// <summary>Returns the faults of the individual limits.</summary>
    public static IEnumerable<string> InLimits(string key, BudgetLimitOptions limits)
    {
        if (limits.Usd is { } usd)
        {
            if (usd is < 0 or > BudgetsOptions.MaxUsd)
            {
                yield return Invariant(
                    $"{key}:{nameof(limits.Usd)} is {usd}; it must be between 0 and {BudgetsOptions.MaxUsd} USD.");
            }
            else if (decimal.Round(usd, UsdDecimals) != usd)
            {
                yield return Invariant(
                    $"{key}:{nameof(limits.Usd)} is {usd}; it must have at most {UsdDecimals} decimals (billionths of a USD).");
            }
        }

        foreach (var (name, count) in Counts(limits))
        {
            if (count is < 0 or > MaxCount)
            {
                yield return Invariant($"{key}:{name} is {count}; it must be between 0 and {MaxCount}.");
            }
        }
    }

    /// <summary>Returns a fault if an enumeration value is undefined, otherwise null.</summary>
    public static string? InEnum<T>(string key, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : $"{key} is {value}; it must be one of {string.Join(", ", Enum.GetNames<T>())}.";

    /// <summary>Returns true if all characters of a string are allowed in names of budgets, tags and properties.</summary>
    public static bool IsName(string name) =>
        name.All(static letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/');

    private static bool HasLimit(BudgetLimitOptions limits) =>
        limits.Usd is not null || Counts(limits).Any(limit => limit.Count is not null);

    private static (string Name, long? Count)[] Counts(BudgetLimitOptions limits) =>
    [
        (nameof(limits.Tokens), limits.Tokens),
        (nameof(limits.InputTokens), limits.InputTokens),
        (nameof(limits.OutputTokens), limits.OutputTokens),
        (nameof(limits.Requests), limits.Requests),
        (nameof(limits.Concurrent), limits.Concurrent),
    ];

    private static IEnumerable<string> WindowFaults(string key, BudgetOptions budget)
    {
        var (window, name) = (budget.Window ?? "", $"{key}:{nameof(budget.Window)}");
        if (!BudgetWindow.IsKnown(window))
        {
            yield return IsSpan(window)
                ? $"{name} is '{window}'; a rolling window must be between one second (00:00:01) and 31 days (31.00:00:00)."
                : NearestName.Find(window, s_windows) is { } nearest
                    ? $"{name} is '{window}', which is unknown; did you mean '{nearest}'?"
                    : $"{name} is '{window}'; it must be one of {string.Join(", ", s_windows)}, "
                        + "or a time span such as 00:01:00 for a rolling window.";
        }
    }

    private static bool IsSpan(string window) => window.Contains(':', StringComparison.Ordinal);

    private static IEnumerable<string> CalendarFaults(string key, BudgetOptions budget)
    {
        if (ZoneFault(budget.TimeZone ?? "") is { } fault)
        {
            yield return $"{key}:{nameof(budget.TimeZone)} is '{budget.TimeZone}'; {fault}";
        }

        if (budget.DayStartsAt is < 0 or > LastHour)
        {
            yield return Invariant(
                $"{key}:{nameof(budget.DayStartsAt)} is {budget.DayStartsAt}; it must be an hour between 0 and {LastHour}.");
        }

        if (budget.MonthStartsOn is < 1 or > LongestMonth)
        {
            yield return Invariant($"{key}:{nameof(budget.MonthStartsOn)} is {budget.MonthStartsOn}; ")
                + $"it must be a day between 1 and {LongestMonth}.";
        }
    }

    /// <summary>Returns a fault if a time zone is unknown, otherwise null.</summary>
    private static string? ZoneFault(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId ? null
        : TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out var iana)
            || (iana = NearestName.Find(id, TimeZoneInfo.GetSystemTimeZones().Select(one => one.Id))) is not null
            ? $"did you mean '{iana}'?"
            : "it must be a time zone that this system knows by its IANA id, such as 'Europe/Vienna' or 'UTC'.";

    private static IEnumerable<string> MatchFaults(string key, IDictionary<string, string> match)
    {
        foreach (var (name, value) in match)
        {
            if (NameFault(name) is { } fault)
            {
                yield return $"{key}:{name}: '{name}' {fault}";
            }

            if (PatternFault(value) is { } wrong)
            {
                yield return $"{key}:{name} is '{value}'; {wrong}";
            }
        }
    }

    private static IEnumerable<string> EachFaults(string key, IList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i] ?? "";
            if (NameFault(name) is { } fault)
            {
                yield return $"{key}:{i} is '{name}', which {fault}";
            }
            else if (!seen.Add(name))
            {
                yield return $"{key}:{i} is '{name}', which is listed already; remove it.";
            }
        }
    }

    private static string? NameFault(string name) =>
        name.Length > 0 && IsName(name)
            ? null
            : "is not the name of a property; it must be provider, model, deployment, operation, feature, account, tenant, user, "
                + "run or a tag that consists of letters, digits and the characters . _ - /.";

    private static string? PatternFault(string? value) =>
        string.IsNullOrWhiteSpace(value) ? "it must be a value, or a prefix of values followed by *."
        : value.AsSpan(0, value.Length - 1).Contains('*') ? "it may contain * only at its end."
        : null;

    private static IEnumerable<string> OverrideFaults(string key, BudgetOptions budget)
    {
        var overrides = $"{key}:{nameof(budget.Overrides)}";
        if (budget.Overrides.Count > 0 && budget.Each.Count is not 1)
        {
            yield return budget.Each.Count is 0
                ? $"{overrides} has no effect, because the budget is not split; set {key}:Each, such as [\"user\"]."
                : $"{overrides} needs exactly one name in {key}:Each, but there are {budget.Each.Count}; keep only one.";
        }

        foreach (var (value, limits) in budget.Overrides)
        {
            var one = $"{overrides}:{value}";
            if (PatternFault(value) is { } fault)
            {
                yield return $"{one}: {fault}";
            }

            if (limits is null || !HasLimit(limits))
            {
                yield return $"{one} changes nothing; set Usd, Tokens, InputTokens, OutputTokens, Requests or Concurrent.";
                continue;
            }

            foreach (var wrong in InLimits(one, limits))
            {
                yield return wrong;
            }
        }
    }

    private static IEnumerable<string> EnumFaults(string key, BudgetOptions budget)
    {
        string?[] faults =
        [
            InEnum($"{key}:{nameof(budget.WeekStartsOn)}", budget.WeekStartsOn),
            InEnum($"{key}:{nameof(budget.OnMissing)}", budget.OnMissing),
            InEnum($"{key}:{nameof(budget.Guarantee)}", budget.Guarantee),
            InEnum($"{key}:{nameof(budget.Mode)}", budget.Mode),
            InEnum($"{key}:{nameof(budget.OnCut)}", budget.OnCut),
            InEnum($"{key}:{nameof(budget.OnCapped)}", budget.OnCapped),
            InEnum($"{key}:{nameof(budget.OnUnpriced)}", budget.OnUnpriced),
            budget.Guarantee is BudgetGuarantee.Observed && budget.Concurrent is not null
                ? $"{key}:{nameof(budget.Guarantee)} is Observed, which reserves nothing, so Concurrent can't be enforced; "
                    + "choose Expected or Strict, or remove Concurrent."
                : null,
        ];
        return faults.OfType<string>();
    }

    private static IEnumerable<string> WarnFaults(string key, IList<int> percentages)
    {
        for (var i = 0; i < percentages.Count; i++)
        {
            if (PercentFault($"{key}:{i}", percentages[i]) is { } fault)
            {
                yield return fault;
            }
            else if (i > 0 && percentages[i] <= percentages[i - 1])
            {
                yield return Invariant(
                    $"{key}:{i} is {percentages[i]}, which is not greater than the {percentages[i - 1]} before it; ")
                    + "list each percentage once, in ascending order.";
            }
        }
    }

    private static IEnumerable<string> ThresholdFaults(string key, BudgetOptions budget)
    {
        (string Name, int? Percentage)[] thresholds =
        [
            (nameof(budget.DowngradeAt), budget.DowngradeAt),
            (nameof(budget.SlowDownAt), budget.SlowDownAt),
            (nameof(budget.WrapUpAt), budget.WrapUpAt),
        ];
        foreach (var (name, percentage) in thresholds.Where(threshold => threshold.Percentage is not null))
        {
            if (PercentFault($"{key}:{name}", percentage!.Value) is { } fault)
            {
                yield return fault;
            }
            else if (IsRequest(budget))
            {
                yield return $"{key}:{name} has no effect in the window Request; remove it, or choose another Window.";
            }
        }

        if (budget.WarnAt.Count > 0 && IsRequest(budget))
        {
            yield return $"{key}:{nameof(budget.WarnAt)} has no effect in the window Request; "
                + "remove it, or choose another Window.";
        }

        if (budget.DowngradeAt is not null && IsOneOf(["Run"], budget.Window))
        {
            yield return $"{key}:{nameof(budget.DowngradeAt)} has no effect in the window Run, because the model of a run is"
                + " chosen when it begins; remove it, or choose another Window.";
        }

        if (budget.SlowDownAt is not null && !IsRequest(budget) && !IsOneOf(s_endingWindows, budget.Window))
        {
            yield return $"{key}:{nameof(budget.SlowDownAt)} needs a Window that ends at a known time, one of "
                + $"{string.Join(", ", s_endingWindows)}, but it is '{budget.Window}'. For a rolling window, set MaxWait.";
        }
    }

    private static bool IsRequest(BudgetOptions budget) => IsOneOf(["Request"], budget.Window);

    private static bool IsOneOf(string[] names, string? name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string? PercentFault(string key, int percentage) =>
        percentage is < 1 or > 100
            ? Invariant($"{key} is {percentage}; it must be a percentage of the limit between 1 and 100.")
            : null;

    private static IEnumerable<string> WaitFaults(string key, BudgetOptions budget)
    {
        if (budget.MaxWait < TimeSpan.Zero || budget.MaxWait > s_maxWait)
        {
            yield return $"{key}:{nameof(budget.MaxWait)} is {budget.MaxWait}; "
                + "it must be between zero and 10 minutes (00:10:00).";
        }
        else if (budget.MaxWait > TimeSpan.Zero && budget.Concurrent is null && !IsSpan(budget.Window ?? ""))
        {
            yield return $"{key}:{nameof(budget.MaxWait)} needs a rolling Window such as 00:01:00, or the limit Concurrent; "
                + $"set one of them, or remove MaxWait ({budget.MaxWait}).";
        }

        if (budget.QueueLimit is < 1 or > MaxQueue)
        {
            yield return Invariant(
                $"{key}:{nameof(budget.QueueLimit)} is {budget.QueueLimit}; it must be between 1 and {MaxQueue} calls.");
        }
    }

    private static IEnumerable<string> OutputFaults(string key, BudgetOptions budget)
    {
        if (budget.DefaultOutputTokens is < 1 or > MaxDefaultOutput)
        {
            yield return Invariant($"{key}:{nameof(budget.DefaultOutputTokens)} is {budget.DefaultOutputTokens}; ")
                + Invariant($"it must be between 1 and {MaxDefaultOutput} tokens.");
        }

        if (budget.MinOutputTokens is < 1 or > MaxMinOutput)
        {
            yield return Invariant($"{key}:{nameof(budget.MinOutputTokens)} is {budget.MinOutputTokens}; ")
                + Invariant($"it must be between 1 and {MaxMinOutput} tokens.");
        }
        else if (budget.MinOutputTokens > budget.DefaultOutputTokens)
        {
            yield return Invariant($"{key}:{nameof(budget.MinOutputTokens)} is {budget.MinOutputTokens}; ")
                + Invariant($"it must be at most {nameof(budget.DefaultOutputTokens)}, which is {budget.DefaultOutputTokens}.");
        }
    }

    private static IEnumerable<string> UnpricedFaults(string key, BudgetOptions budget)
    {
        (string Name, decimal? Rate)[] rates =
        [
            (nameof(budget.AssumedInput), budget.AssumedInput),
            (nameof(budget.AssumedOutput), budget.AssumedOutput),
        ];
        foreach (var (name, rate) in rates)
        {
            if (rate is < 0 or > PriceRules.MaxRate)
            {
                yield return Invariant(
                    $"{key}:{name} is {rate}; it must be between 0 and {PriceRules.MaxRate} USD per million tokens.");
            }
            else if (rate is null && budget.OnUnpriced is UnpricedAction.Assume)
            {
                yield return $"{key}:{name} is missing; {nameof(budget.OnUnpriced)} is Assume, "
                    + "so it must be a rate in USD per million tokens.";
            }
            else if (rate is not null && budget.OnUnpriced is not UnpricedAction.Assume)
            {
                yield return Invariant($"{key}:{name} is {rate}, which has no effect; ")
                    + $"set {key}:{nameof(budget.OnUnpriced)} to Assume, or remove it.";
            }
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

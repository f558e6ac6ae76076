using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>A budget in effect, and its counters in the current window.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Budget
{
    /// <summary>The maximum number of scopes that the gauges report with <see cref="BudgetOptions.ShowScopes"/>.</summary>
    private const int MaxShownScopes = 10;

    private readonly (BudgetProperty Property, BudgetPattern Pattern)[] _matches;
    private readonly BudgetProperty[] _split;
    private readonly (BudgetPattern Pattern, BudgetLimitOptions Limits)[] _overrides;
    private readonly Func<string, BudgetLimitOptions?> _limitsOf;
    private readonly BudgetWindow _window;
    private readonly int[] _thresholds;
    private readonly int _maxScopes;

    // These objects are only a cache; the store has the actual counters.
    private readonly ConcurrentDictionary<string, BudgetCounter[]> _scopes = new(StringComparer.Ordinal);
    private volatile BudgetCounter[]? _shared;

    /// <summary>Creates a budget from valid options.</summary>
    /// <param name="name">The name.</param>
    /// <param name="options">The options.</param>
    /// <param name="maxScopes">The maximum number of scopes to remember.</param>
    /// <param name="limitsOf">
    /// A function that returns the limits from <see cref="IBudgetSource"/> for a scope value, or null.
    /// </param>
    public Budget(string name, BudgetOptions options, int maxScopes, Func<string, BudgetLimitOptions?> limitsOf)
    {
        (Name, Options, _maxScopes, _limitsOf) = (name, options, maxScopes, limitsOf);
        _window = BudgetWindow.Create(options);
        _matches = [.. options.Match.Select(pair => (
            new BudgetProperty(pair.Key),
            new BudgetPattern(pair.Key.Equals("provider", StringComparison.OrdinalIgnoreCase) && !pair.Value.EndsWith('*')
                ? KnownProviders.Canonical(pair.Value) ?? pair.Value
                : pair.Value)))];
        _split = [.. options.Each.Select(each => new BudgetProperty(each))];
        _overrides = [.. options.Overrides
            .Select(pair => (Pattern: new BudgetPattern(pair.Key), pair.Value))
            .OrderByDescending(pair => pair.Pattern.Length)];
        _thresholds = [.. options.WarnAt.Distinct().Order()];
    }

    public string Name { get; }

    public BudgetOptions Options { get; }

    /// <summary>True if the limits apply to each request separately, so that nothing is counted across requests.</summary>
    public bool IsOfRequest => _window.IsRequest;

    /// <summary>True if the limits apply to each run separately, so that each run has its own counters.</summary>
    public bool IsOfRun => _window.IsRun;

    /// <summary>True if the window is rolling, so that a full budget has room again without a reset.</summary>
    public bool IsRolling => _window is RollingBudgetWindow;

    /// <summary>True if the budget never affects a call.</summary>
    public bool IsShadow => Options.Mode is not BudgetMode.Enforce;

    /// <summary>True if calls reserve only the smallest amount instead of their estimated usage.</summary>
    public bool IsObserved => Options.Guarantee is BudgetGuarantee.Observed || Options.Mode is BudgetMode.Observe;

    /// <summary>True if the maximum output of requests is lowered to the granted output.</summary>
    public bool IsStrict => Options.Guarantee is BudgetGuarantee.Strict && !IsObserved;

    /// <summary>The action for calls without a price.</summary>
    public UnpricedAction OnUnpriced => Options.OnUnpriced is not UnpricedAction.Default ? Options.OnUnpriced
        : Options.Guarantee is BudgetGuarantee.Strict ? UnpricedAction.Refuse
        : UnpricedAction.Allow;

    /// <summary>True if the window lasts about a day or longer and is not rolling.</summary>
    public bool LastsLong =>
        _window.At(DateTimeOffset.UnixEpoch) is var period && !(period.End - period.Start < TimeSpan.FromHours(22))
        && !IsRolling;

    /// <summary>
    /// Returns true if the windows, scopes or units differ from those of the previous version of this budget, so that the
    /// counters start at 0.
    /// </summary>
    public bool StartsAgain(Budget before, DateTimeOffset now)
    {
        var (period, earlier) = (_window.At(now), before._window.At(now));
        return (period.Start, period.BucketLength) != (earlier.Start, earlier.BucketLength)
            || !Options.Each.SequenceEqual(before.Options.Each, StringComparer.OrdinalIgnoreCase)
            || LimitsIn(Options).ExceptBy(LimitsIn(before.Options).Select(limit => limit.Unit), limit => limit.Unit).Any();
    }

    /// <summary>
    /// Returns the limits that the options set, as the whole numbers that stores use. Limits in <paramref name="over"/> take
    /// precedence.
    /// </summary>
    public static IEnumerable<(BudgetUnit Unit, long Limit)> LimitsIn(BudgetLimitOptions options, BudgetLimitOptions? over = null)
    {
        if ((over?.Usd ?? options.Usd) is { } usd)
        {
            yield return (BudgetUnit.Usd, BudgetAmount.OfUsd(usd));
        }

        if ((over?.Tokens ?? options.Tokens) is { } tokens)
        {
            yield return (BudgetUnit.Tokens, tokens);
        }

        if ((over?.InputTokens ?? options.InputTokens) is { } input)
        {
            yield return (BudgetUnit.InputTokens, input);
        }

        if ((over?.OutputTokens ?? options.OutputTokens) is { } output)
        {
            yield return (BudgetUnit.OutputTokens, output);
        }

        if ((over?.Requests ?? options.Requests) is { } requests)
        {
            yield return (BudgetUnit.Requests, requests);
        }

        if ((over?.Concurrent ?? options.Concurrent) is { } concurrent)
        {
            yield return (BudgetUnit.Concurrent, concurrent);
        }
    }

    /// <summary>Returns true if the budget applies to a call.</summary>
    public bool Matches(in BudgetFacts facts)
    {
        foreach (var (property, pattern) in _matches)
        {
            if (property.Of(in facts) is not { } value || !pattern.IsMatch(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the counters of a call, one for each limit.</summary>
    /// <param name="facts">The call.</param>
    /// <param name="now">The current time, according to the clock of the store.</param>
    /// <param name="isMissing">True if the call lacks a value by which the budget is split.</param>
    /// <returns>The counters, or <see langword="null"/> if the budget does not apply.</returns>
    public BudgetCounter[]? CountersOf(in BudgetFacts facts, DateTimeOffset now, out bool isMissing)
    {
        isMissing = false;
        if (_split.Length is 0)
        {
            return Shared(now);
        }

        var key = KeyOf(in facts);
        if (key is not null)
        {
            return CountersOf(key, now);
        }

        isMissing = true;
        return Options.OnMissing is MissingScopeAction.Shared ? Shared(now) : null;
    }

    /// <summary>Returns the counters of a scope.</summary>
    /// <param name="key">The key of the scope; empty for the counter of all calls.</param>
    /// <param name="now">The current time, according to the clock of the store.</param>
    public BudgetCounter[] CountersOf(string key, DateTimeOffset now)
    {
        if (key.Length is 0)
        {
            return Shared(now);
        }

        if (_scopes.TryGetValue(key, out var counters) && IsCurrent(counters, now))
        {
            return counters;
        }

        if (_scopes.Count >= _maxScopes)
        {
            _scopes.Clear();
        }

        return _scopes[key] = Create(key, now);
    }

    /// <summary>Returns the key of a scope from its values, or <see langword="null"/> if a value is missing.</summary>
    public string? KeyOf(IReadOnlyList<KeyValuePair<string, string>> scope)
    {
        return KeyOf(new BudgetFacts
        {
            Tags = scope,
            Provider = CostTags.Find(scope, "provider"),
            Model = CostTags.Find(scope, "model") ?? CostTags.Find(scope, "deployment"),
            Operation = CostTags.Find(scope, "operation"),
            Feature = CostTags.Find(scope, "feature"),
            Account = CostTags.Find(scope, "account"),
            Run = CostTags.Find(scope, "run"),
        });
    }

    /// <summary>Parses a scope, such as <c>tenant=a&amp;user=b</c>, into its values.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ValuesIn(string scope) =>
    [
        .. scope.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).Select(part =>
            KeyValuePair.Create(Uri.UnescapeDataString(part[0]), Uri.UnescapeDataString(part[^1]))),
    ];

    /// <summary>
    /// Returns the counters of the scope nearest to its limit, or of the ten nearest scopes with
    /// <see cref="BudgetOptions.ShowScopes"/>.
    /// </summary>
    public IEnumerable<BudgetCounter> Nearest(DateTimeOffset now)
    {
        if (_split.Length is 0)
        {
            return Shared(now);
        }

        var shared = _shared;
        return _scopes.Select(scope => scope.Value)
            .Concat(shared is null ? [] : [shared])
            .Where(counters => counters.Length > 0 && IsCurrent(counters, now))
            .OrderByDescending(counters => counters.Max(one => one.Utilization))
            .Take(Options.ShowScopes ? MaxShownScopes : 1)
            .SelectMany(counters => counters);
    }

    private string? KeyOf(in BudgetFacts facts)
    {
        if (_split.Length is 0)
        {
            return "";
        }

        if (_split.Length is 1)
        {
            return _split[0].Of(in facts);
        }

        var values = new string[_split.Length];
        for (var i = 0; i < _split.Length; i++)
        {
            if (_split[i].Of(in facts) is not { } value)
            {
                return null;
            }

            values[i] = Uri.EscapeDataString(value);
        }

        return string.Join('&', values);
    }

    private BudgetCounter[] Shared(DateTimeOffset now)
    {
        var shared = _shared;
        return shared is not null && IsCurrent(shared, now) ? shared : _shared = Create("", now);
    }

    private static bool IsCurrent(BudgetCounter[] counters, DateTimeOffset now) =>
        counters.Length is 0 || (now >= counters[0].WindowStart && !(now >= counters[0].WindowEnd));

    /// <summary>Creates counters without adding them to the cache.</summary>
    public BudgetCounter[] Create(string key, DateTimeOffset now)
    {
        var period = _window.At(now);
        var over = key.Length is 0 ? null : _limitsOf(key) ?? OverrideOf(key);
        return [.. LimitsIn(Options, over).Select(limit => new BudgetCounter
        {
            Budget = Name,
            Unit = limit.Unit,
            Scope = ScopeOf(key),
            WindowStart = period.Start,
            WindowEnd = period.End,
            BucketLength = limit.Unit is BudgetUnit.Concurrent ? null : period.BucketLength,
            Buckets = limit.Unit is BudgetUnit.Concurrent ? 0 : period.Buckets,
            Limit = limit.Limit,
            IsShadow = IsShadow,
            Thresholds = limit.Unit is BudgetUnit.Concurrent ? [] : _thresholds,
        })];
    }

    private BudgetLimitOptions? OverrideOf(string value)
    {
        foreach (var (pattern, limits) in _overrides)
        {
            if (pattern.IsMatch(value))
            {
                return limits;
            }
        }

        return null;
    }

    /// <summary>Returns a scope as a string, such as <c>tenant=a&amp;user=b</c>.</summary>
    private string ScopeOf(string key) => key.Length is 0 ? ""
        : _split.Length is 1 ? $"{_split[0].Name}={Uri.EscapeDataString(key)}"
        : string.Join('&', key.Split('&').Zip(_split, (value, property) => $"{property.Name}={value}"));
}

using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Validates the budgets. Each message contains the configuration key, the value and the allowed values.</summary>
internal sealed class BudgetsOptionsValidator : IValidateOptions<BudgetsOptions>
{
    private const int MaxNameLength = 100;
    private const int MinCounters = 100;
    private const int MaxCounters = 100_000_000;

    private static readonly TimeSpan s_minTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_maxTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_minLease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_maxLease = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, BudgetsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Validates options that were not created by a container.</summary>
    /// <exception cref="OptionsValidationException">
    /// The options have at least one fault. The message lists all faults.
    /// </exception>
    public static void ThrowIfInvalid(BudgetsOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(CostMeteringOptions.SectionName, typeof(BudgetsOptions), faults);
        }
    }

    private static IEnumerable<string> Faults(BudgetsOptions options) =>
    [
        .. options.Budgets.SelectMany(budget => Faults(budget.Key, budget.Value)),
        .. DowngradeFaults(options.Downgrades),
        .. StoreFaults(options.BudgetStore),
    ];

    private static IEnumerable<string> Faults(string name, BudgetOptions? budget)
    {
        var key = Key($"{nameof(BudgetsOptions.Budgets)}:{name}");
        if (name.Length is 0 or > MaxNameLength || !BudgetFaults.IsName(name))
        {
            yield return $"{key}: '{name}' is not a budget name; "
                + $"it must have 1 to {MaxNameLength} letters, digits and characters . _ - /.";
        }

        foreach (var fault in BudgetFaults.In(key, budget ?? new BudgetOptions()))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> DowngradeFaults(IDictionary<string, IList<string>> downgrades)
    {
        var names = downgrades.ToLookup(pair => ModelId.Normalize(pair.Key));
        foreach (var (model, cheaper) in downgrades)
        {
            var key = Key($"{nameof(BudgetsOptions.Downgrades)}:{model}");
            if (string.IsNullOrWhiteSpace(model))
            {
                yield return $"{key} has no name; the key must be the name of a model.";
            }
            else if (names[ModelId.Normalize(model)].First().Key != model)
            {
                yield return $"{key} differs from another model only in white space or case; remove one of them.";
            }

            if (cheaper is null or { Count: 0 })
            {
                yield return $"{key} is empty; it must list at least one cheaper model.";
                continue;
            }

            var seen = new HashSet<string?> { ModelId.Normalize(model) };
            for (var i = 0; i < cheaper.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(cheaper[i]))
                {
                    yield return $"{key}:{i} is empty; it must be the name of a cheaper model.";
                }
                else if (!seen.Add(ModelId.Normalize(cheaper[i])))
                {
                    yield return $"{key}:{i} is '{cheaper[i]}', which is the model itself or listed already; remove it.";
                }
            }
        }

        if (Cycle(names) is { } cycle)
        {
            yield return $"{Key(nameof(BudgetsOptions.Downgrades))} contains a cycle: {string.Join(" → ", cycle)}; "
                + "remove one of these models, because each must be cheaper than the one before.";
        }
    }

    /// <summary>
    /// Returns a cycle of two or more models, with the first model repeated at the end, or null if there is no cycle.
    /// </summary>
    private static List<string>? Cycle(ILookup<string?, KeyValuePair<string, IList<string>>> downgrades)
    {
        var done = new HashSet<string?>();
        foreach (var start in downgrades)
        {
            // An explicit stack is used, because a deep configuration could overflow the stack of the thread.
            var path = new List<(string? Model, Queue<string> Cheaper)>();
            Enter(start.Key);
            while (path.Count > 0)
            {
                if (!path[^1].Cheaper.TryDequeue(out var next))
                {
                    done.Add(path[^1].Model);
                    path.RemoveAt(path.Count - 1);
                }
                else if (path.FindIndex(one => one.Model == ModelId.Normalize(next)) is >= 0 and var first)
                {
                    // A model that lists itself is reported as a separate fault.
                    if (first < path.Count - 1)
                    {
                        return [.. path[first..].Select(one => one.Model!), path[first].Model!];
                    }
                }
                else
                {
                    Enter(ModelId.Normalize(next));
                }
            }

            void Enter(string? model)
            {
                if (!done.Contains(model))
                {
                    path.Add((model, new Queue<string>(
                        downgrades[model].SelectMany(pair => pair.Value ?? []).Where(one => !string.IsNullOrWhiteSpace(one)))));
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> StoreFaults(BudgetStoreOptions store)
    {
        if (store.Group is null or { Length: 0 or > MaxNameLength }
            || !store.Group.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            yield return $"{StoreKey(nameof(store.Group))} is '{store.Group}'; "
                + $"it must have 1 to {MaxNameLength} letters, digits and characters . - _.";
        }

        if (BudgetFaults.InEnum(StoreKey(nameof(store.OnFailure)), store.OnFailure) is { } unknown)
        {
            yield return unknown;
        }

        if (store.AllowancePercent is < 0 or > 100)
        {
            yield return FormattableString.Invariant(
                $"{StoreKey(nameof(store.AllowancePercent))} is {store.AllowancePercent}; it must be between 0 and 100 percent.");
        }

        if (store.Timeout < s_minTimeout || store.Timeout > s_maxTimeout)
        {
            yield return $"{StoreKey(nameof(store.Timeout))} is {store.Timeout}; "
                + "it must be between 10 milliseconds (00:00:00.010) and 30 seconds.";
        }

        if (store.MaxCounters is < MinCounters or > MaxCounters)
        {
            yield return FormattableString.Invariant(
                $"{StoreKey(nameof(store.MaxCounters))} is {store.MaxCounters}; ")
                + FormattableString.Invariant($"it must be between {MinCounters} and {MaxCounters}.");
        }

        if (store.Lease < s_minLease || store.Lease > s_maxLease)
        {
            yield return $"{StoreKey(nameof(store.Lease))} is {store.Lease}; "
                + "it must be between 10 seconds (00:00:10) and one hour.";
        }
    }

    private static string StoreKey(string name) => Key($"{nameof(BudgetsOptions.BudgetStore)}:{name}");

    private static string Key(string path) => $"{CostMeteringOptions.SectionName}:{path}";
}

namespace LlmCost.AI;

/// <summary>Configures the budgets of an app in code.</summary>
/// <remarks>
/// The code is applied after the configuration. If a configured budget has the same name, the code changes only the settings that
/// it sets.
/// </remarks>
public sealed class BudgetsBuilder
{
    private readonly BudgetsOptions _options;
    private readonly HashSet<string> _added = new(StringComparer.OrdinalIgnoreCase);

    internal BudgetsBuilder(BudgetsOptions options) => _options = options;

    /// <summary>Adds a budget, or changes the configured budget of the same name.</summary>
    /// <param name="name">
    /// The name, which consists of letters, digits, <c>.</c>, <c>_</c>, <c>-</c> and <c>/</c>. Case is ignored.
    /// </param>
    /// <param name="configure">
    /// A delegate that sets the limits, the window and other settings that differ from the defaults.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is <see langword="null"/> or blank, or this builder has already added a budget of the same name.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public BudgetsBuilder Add(string name, Action<BudgetBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (!_added.Add(name))
        {
            throw new ArgumentException(
                $"The budget '{name}' is added twice; case is ignored. Remove one, or choose another name.", nameof(name));
        }

        if (!_options.Budgets.TryGetValue(name, out var budget))
        {
            _options.Budgets[name] = budget = new BudgetOptions();
        }

        configure(new BudgetBuilder(budget));
        return this;
    }

    /// <summary>
    /// Sets the cheaper models that <c>UseBudgetRouting()</c> may choose instead of the given model once a budget has reached its
    /// <see cref="BudgetOptions.DowngradeAt"/>.
    /// </summary>
    /// <param name="model">The requested model.</param>
    /// <param name="cheaperModels">The cheaper models, in order of preference.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is <see langword="null"/> or blank.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="cheaperModels"/> is <see langword="null"/>.</exception>
    public BudgetsBuilder Downgrade(string model, params string[] cheaperModels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(cheaperModels);

        _options.Downgrades[model] = [.. cheaperModels];
        return this;
    }

    /// <summary>Changes the options of the store.</summary>
    /// <param name="configure">A delegate that changes the options.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public BudgetsBuilder ConfigureStore(Action<BudgetStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        configure(_options.BudgetStore);
        return this;
    }
}

using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Binds the budgets to the app's configuration, if there is one.</summary>
internal sealed class BudgetsConfiguration(IConfiguration? configuration) : IConfigureOptions<BudgetsOptions>
{
    private readonly IConfigurationSection? _section = configuration?.GetSection(CostMeteringOptions.SectionName);

    public void Configure(BudgetsOptions options)
    {
        if (_section is not null)
        {
            if (ConfigurationFaults.InBudgets(_section) is { Count: > 0 } faults)
            {
                throw new OptionsValidationException(CostMeteringOptions.SectionName, typeof(BudgetsOptions), faults);
            }

            _section.GetSection(nameof(options.Budgets)).Bind(options.Budgets);
            _section.GetSection(nameof(options.BudgetStore)).Bind(options.BudgetStore);
            BindDowngrades(_section.GetSection(nameof(options.Downgrades)), options.Downgrades);
        }
    }

    /// <summary>
    /// Returns a token that signals the next change of the configuration. As in <see cref="CostMeteringConfiguration"/>, the
    /// token is not registered as a source of <c>IOptionsMonitor</c>.
    /// </summary>
    public IChangeToken GetChangeToken() => _section?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);

    /// <summary>
    /// Binds the lists of cheaper models by the name of the requested model. The binder can't read names with a colon such as
    /// <c>llama3:70b</c>, because a colon also separates the parts of a configuration key.
    /// </summary>
    private static void BindDowngrades(IConfigurationSection section, IDictionary<string, IList<string>> downgrades)
    {
        var leaves =
            from pair in section.AsEnumerable(makePathsRelative: true).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            where pair.Value is not null && pair.Key.Length > 0
            let end = pair.Key.LastIndexOf(':')
            let index = end > 0 && ConfigurationFaults.IsIndex(pair.Key[(end + 1)..]) ? pair.Key[(end + 1)..] : null
            select (Model: index is null ? pair.Key : pair.Key[..end], Index: index, pair.Value);
        foreach (var models in leaves.GroupBy(leaf => leaf.Model, StringComparer.OrdinalIgnoreCase))
        {
            downgrades[models.Key] =
            [
                .. from leaf in models
                   where leaf.Index is not null
                   orderby int.Parse(leaf.Index, CultureInfo.InvariantCulture)
                   select leaf.Value,
            ];
        }
    }
}

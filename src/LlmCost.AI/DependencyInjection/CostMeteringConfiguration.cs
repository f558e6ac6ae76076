using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if there is one.</summary>
internal sealed class CostMeteringConfiguration(IConfiguration? configuration) : IConfigureOptions<CostMeteringOptions>
{
    /// <summary>
    /// The key of the content root, to which paths in the configuration of a host are relative
    /// (<c>HostDefaults.ContentRootKey</c>).
    /// </summary>
    private const string ContentRoot = "contentRoot";

    private readonly IConfigurationSection? _section = configuration?.GetSection(CostMeteringOptions.SectionName);

    /// <summary>True if the configuration contains budgets.</summary>
    public bool HasBudgets => _section is not null && _section.GetSection(nameof(BudgetsOptions.Budgets)).GetChildren().Any();

    public void Configure(CostMeteringOptions options)
    {
        if (_section is not null)
        {
            if (ConfigurationFaults.In(_section) is { Count: > 0 } faults)
            {
                throw new OptionsValidationException(CostMeteringOptions.SectionName, typeof(CostMeteringOptions), faults);
            }

            _section.Bind(options);
            BindHosts(_section.GetSection(nameof(options.ProviderHosts)), options.ProviderHosts);
            BindHosts(_section.GetSection(nameof(options.Accounts)), options.Accounts);
            options.ConfiguredPrices = options.Prices.Count;
            for (var i = 0; i < options.PriceFiles.Count; i++)
            {
                options.PriceFiles[i] = FullPath(options.PriceFiles[i]);
            }
        }
    }

    /// <summary>
    /// Binds hosts that have a port or are IPv6 addresses. The binder can't read them, because a colon also separates the parts
    /// of a configuration key.
    /// </summary>
    private static void BindHosts(IConfigurationSection section, IDictionary<string, string> hosts)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Value is null && child.AsEnumerable().Any(pair => pair.Value is not null))
            {
                hosts.Remove(child.Key);
            }
        }

        foreach (var (host, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && host.Contains(':', StringComparison.Ordinal))
            {
                hosts[host] = value;
            }
        }
    }

    /// <summary>
    /// Returns the full path. An invalid path is returned unchanged, so that validation reports it with its key.
    /// </summary>
    private string FullPath(string path) =>
        string.IsNullOrWhiteSpace(path)
        || configuration?[ContentRoot] is not { Length: > 0 } root
        || path.Contains('\0', StringComparison.Ordinal)
        || root.Contains('\0', StringComparison.Ordinal)
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));

    /// <summary>
    /// Returns a token that signals the next change of the configuration. The token is not registered as a source of
    /// <c>IOptionsMonitor</c>, because the monitor would throw from the change callback and have no valid options after an
    /// invalid change.
    /// </summary>
    public IChangeToken GetChangeToken() => _section?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}

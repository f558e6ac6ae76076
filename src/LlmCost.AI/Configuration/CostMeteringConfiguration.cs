using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, where there is one.</summary>
internal sealed class CostMeteringConfiguration(IConfiguration? configuration) : IConfigureOptions<CostMeteringOptions>
{
    private readonly IConfigurationSection? _section = configuration?.GetSection(CostMeteringOptions.SectionName);

    public void Configure(CostMeteringOptions options)
    {
        if (_section is not null)
        {
            _section.Bind(options);
            options.ConfiguredPrices = options.Prices.Count;
        }
    }

    /// <summary>
    /// Tells the next change of the configuration. Not registered as a source for <c>IOptionsMonitor</c>: that would throw out of the change,
    /// and leave no options at all, when a change is not valid.
    /// </summary>
    public IChangeToken GetChangeToken() => _section?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}

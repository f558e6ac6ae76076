using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, where there is one.</summary>
internal sealed class CostMeteringConfiguration(IConfiguration? configuration)
    : IConfigureOptions<CostMeteringOptions>, IOptionsChangeTokenSource<CostMeteringOptions>
{
    private readonly IConfigurationSection? _section = configuration?.GetSection(CostMeteringOptions.SectionName);

    public string Name => Options.DefaultName;

    public void Configure(CostMeteringOptions options) => _section?.Bind(options);

    public IChangeToken GetChangeToken() => _section?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}

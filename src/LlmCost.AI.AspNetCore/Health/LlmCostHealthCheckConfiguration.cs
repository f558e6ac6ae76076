using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if the app has one. The meter rejects misspelled keys.</summary>
internal sealed class LlmCostHealthCheckConfiguration(IConfiguration? configuration)
    : IConfigureOptions<LlmCostHealthCheckOptions>
{
    public void Configure(LlmCostHealthCheckOptions options) =>
        configuration?.GetSection(LlmCostHealthCheckOptions.SectionName).Bind(options);
}

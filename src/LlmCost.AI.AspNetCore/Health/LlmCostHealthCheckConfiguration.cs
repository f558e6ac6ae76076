using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Binds the options to the app's configuration, if the app has one. Misspelled keys are not checked here, because the meter
/// rejects them.
/// </summary>
internal sealed class LlmCostHealthCheckConfiguration(IConfiguration? configuration)
    : IConfigureOptions<LlmCostHealthCheckOptions>
{
    public void Configure(LlmCostHealthCheckOptions options) =>
        configuration?.GetSection(LlmCostHealthCheckOptions.SectionName).Bind(options);
}

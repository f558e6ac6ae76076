using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if the app has one. The meter rejects misspelled keys.</summary>
internal sealed class LlmCostDashboardConfiguration(IConfiguration? configuration) : IConfigureOptions<LlmCostDashboardOptions>
{
    public void Configure(LlmCostDashboardOptions options) =>
        configuration?.GetSection(LlmCostDashboardOptions.SectionName).Bind(options);
}

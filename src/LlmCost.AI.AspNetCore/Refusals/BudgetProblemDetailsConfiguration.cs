using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if the app has one. The meter rejects misspelled keys.</summary>
internal sealed class BudgetProblemDetailsConfiguration(IConfiguration? configuration)
    : IConfigureOptions<BudgetProblemDetailsOptions>
{
    public void Configure(BudgetProblemDetailsOptions options) =>
        configuration?.GetSection(BudgetProblemDetailsOptions.SectionName).Bind(options);
}

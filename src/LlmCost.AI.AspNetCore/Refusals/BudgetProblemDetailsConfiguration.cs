using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Binds the options to the app's configuration, if the app has one. Misspelled keys are not checked here, because the meter
/// rejects them.
/// </summary>
internal sealed class BudgetProblemDetailsConfiguration(IConfiguration? configuration)
    : IConfigureOptions<BudgetProblemDetailsOptions>
{
    public void Configure(BudgetProblemDetailsOptions options) =>
        configuration?.GetSection(BudgetProblemDetailsOptions.SectionName).Bind(options);
}

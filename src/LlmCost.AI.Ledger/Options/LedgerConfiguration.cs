using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if the app has one.</summary>
internal sealed class LedgerConfiguration(IConfiguration? configuration) : IConfigureOptions<LedgerOptions>
{
    public void Configure(LedgerOptions options) => configuration?.GetSection(LedgerOptions.SectionName).Bind(options);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if the app has one.</summary>
internal sealed class PriceFeedsConfiguration(IConfiguration? configuration) : IConfigureOptions<PriceFeedsOptions>
{
    public void Configure(PriceFeedsOptions options) => configuration?.GetSection(PriceFeedsOptions.SectionName).Bind(options);
}

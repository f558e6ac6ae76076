using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>
/// The builder for the services of one app. It has no state, so all builders for the same services configure the same metering.
/// </summary>
internal sealed class CostMeteringBuilder(IServiceCollection services) : ICostMeteringBuilder
{
    public IServiceCollection Services { get; } = services;
}

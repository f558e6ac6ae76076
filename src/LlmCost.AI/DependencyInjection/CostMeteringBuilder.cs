using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>
/// The builder over the services of one app. It has no state, so all builders over the same services add to the same metering.
/// </summary>
internal sealed class CostMeteringBuilder(IServiceCollection services) : ICostMeteringBuilder
{
    public IServiceCollection Services { get; } = services;
}

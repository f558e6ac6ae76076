using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>
/// The builder over the services of one app. It has no state of its own, so that any number of them add to the same metering.
/// </summary>
internal sealed class CostMeteringBuilder(IServiceCollection services) : ICostMeteringBuilder
{
    public IServiceCollection Services { get; } = services;
}

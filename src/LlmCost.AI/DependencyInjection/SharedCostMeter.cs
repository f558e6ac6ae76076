using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>Finds the meter of an app, or makes the one that its clients share.</summary>
internal static class SharedCostMeter
{
    /// <summary>
    /// Meters that nobody registered, by the meter factory of their container: one for each app, however many scopes its clients are built in.
    /// </summary>
    private static readonly ConditionalWeakTable<object, CostMeter> s_meters = [];

    /// <summary>The registered meter of a container, else the one that its clients share.</summary>
    public static CostMeter For(IServiceProvider services) =>
        services.GetService<CostMeter>()
        ?? s_meters.GetValue((object?)services.GetService<IMeterFactory>() ?? services, _ => Create(services));

    /// <summary>A meter with the configuration and services of the container.</summary>
    private static CostMeter Create(IServiceProvider services)
    {
        var options = new CostMeteringOptions();
        new CostMeteringConfiguration(services.GetService<IConfiguration>()).Configure(options);
        return new CostMeter(options, services);
    }
}

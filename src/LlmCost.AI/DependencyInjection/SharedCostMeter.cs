using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>Finds the registered meter of an app, or creates a meter that the clients of the app share.</summary>
internal static class SharedCostMeter
{
    /// <summary>
    /// The shared meters of apps without a registered meter, keyed by the meter factory of their container. The factory
    /// identifies the app, even if its clients are built in several scopes.
    /// </summary>
    private static readonly ConditionalWeakTable<object, CostMeter> s_meters = [];

    /// <summary>
    /// Returns the registered meter of a container, or the meter that clients without a registered meter share.
    /// </summary>
    public static CostMeter For(IServiceProvider services) =>
        services.GetService<CostMeter>()
        ?? s_meters.GetValue((object?)services.GetService<IMeterFactory>() ?? services, _ => Create(services));

    /// <summary>Creates a meter with the configuration and services of the container.</summary>
    private static CostMeter Create(IServiceProvider services)
    {
        var options = new CostMeteringOptions();
        new CostMeteringConfiguration(services.GetService<IConfiguration>()).Configure(options);
        return new CostMeter(options, services);
    }
}

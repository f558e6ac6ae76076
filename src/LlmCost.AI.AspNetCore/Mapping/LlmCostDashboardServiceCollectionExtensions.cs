using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that serves the dashboard of an app that is not a web app.</summary>
public static class LlmCostDashboardServiceCollectionExtensions
{
    /// <summary>Serves the dashboard on this machine, for a worker or a console app with a host.</summary>
    /// <param name="services">The services of the app, for which <c>AddCostMetering()</c> must also be called.</param>
    /// <param name="port">The port, from 1 to 65,535. If it is in use, the server uses a free port, and logs the URL.</param>
    /// <returns>The <paramref name="services"/>.</returns>
    /// <remarks>
    /// By default, the URL is <c>http://localhost:18890/</c>. After the app has started,
    /// <see cref="LlmCostDashboardServer.Address"/> returns the actual URL. To set options in code, call
    /// <c>services.Configure&lt;LlmCostDashboardOptions&gt;(…)</c>. Web apps call <c>app.MapLlmCostDashboard()</c> instead.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of range.</exception>
    public static IServiceCollection AddLlmCostDashboardServer(this IServiceCollection services, int port = 18890)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);

        services.TryAddSingleton(provider => new LlmCostDashboardServer(
            provider,
            provider.GetRequiredService<IHostEnvironment>(),
            provider.GetRequiredService<ILogger<LlmCostDashboardServer>>(),
            port));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LlmCostDashboardServer>(
            provider => provider.GetRequiredService<LlmCostDashboardServer>()));
        return services;
    }
}

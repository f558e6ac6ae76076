using System.Diagnostics.Metrics;
using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that adds a daily comparison of bills with the ledger.</summary>
public static class CostReconciliationServiceCollectionExtensions
{
    /// <summary>
    /// Reads the bills of all registered sources (<see cref="IBillSource"/>) every day, and compares them with the ledger.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">A delegate that changes the options after the configuration is bound to them.</param>
    /// <returns>The <paramref name="services"/>.</returns>
    /// <remarks>
    /// Use a separate worker process. The keys for bills give access to all costs of an organization, and do not belong in an app
    /// that serves requests. The options are bound from the section <c>LlmCost:Reconciliation</c>. The results are published as
    /// gauges of the meter <c>LlmCost.AI</c> and as log records.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddCostReconciliation(
        this IServiceCollection services, Action<CostReconciliationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<CostReconciliationOptions>().ValidateOnStart();
        services.AddMetrics();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<CostReconciliationOptions>, CostReconciliationConfiguration>(
                provider => new CostReconciliationConfiguration(provider.GetService<IConfiguration>())));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CostReconciliationOptions>, CostReconciliationOptionsValidator>(
                provider => new CostReconciliationOptionsValidator(provider.GetService<ILedgerReader>() is not null)));
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(provider => new CostReconciliationMetrics(
            provider.GetRequiredService<IMeterFactory>().Create(LlmCostTelemetry.MeterName),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CostReconciliationService>());
        return services;
    }
}

using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that adds the health check of cost metering.</summary>
public static class LlmCostHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that is degraded if the reported costs are not reliable: prices are stale or wait for approval, too many
    /// calls have no price, the ledger lags or drops records, or the budget store does not respond.
    /// </summary>
    /// <param name="builder">The builder of health checks.</param>
    /// <param name="name">The name of the check. The default is <c>llmcost</c>.</param>
    /// <param name="failureStatus">
    /// The status that is reported for a fault; <see langword="null"/> for <see cref="HealthStatus.Degraded"/>.
    /// </param>
    /// <param name="tags">The tags of the check; <see langword="null"/> for none.</param>
    /// <param name="timeout">The timeout of the check; <see langword="null"/> for none.</param>
    /// <param name="configure">A delegate that changes the options after the configuration is bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// The options are bound from the section <c>LlmCost:HealthCheck</c>. The description of the result contains the remedy, and
    /// its data contain the numbers. The check only reads memory, so it takes microseconds. By default, it never reports
    /// unhealthy, because an orchestrator would then restart an app whose calls still work.
    /// </para>
    /// <para>
    /// The check includes the ledger of the package LlmCost.AI.Ledger, if the app has one. The check is in this package because
    /// health endpoints belong to ASP.NET Core, and the abstractions that other packages reference lack
    /// <c>IHealthChecksBuilder</c>.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddHealthChecks().AddLlmCost();
    /// app.MapHealthChecks("/health");
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.
    /// </exception>
    public static IHealthChecksBuilder AddLlmCost(
        this IHealthChecksBuilder builder,
        string name = "llmcost",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null,
        Action<LlmCostHealthCheckOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);

        var services = builder.Services;
        services.AddOptions<LlmCostHealthCheckOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<LlmCostHealthCheckOptions>, LlmCostHealthCheckConfiguration>(
                provider => new LlmCostHealthCheckConfiguration(provider.GetService<IConfiguration>())));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<LlmCostHealthCheckOptions>, LlmCostHealthCheckOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddMetrics();
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<MeteringHealth>(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICostObserver, MeteringHealth>(
            provider => provider.GetRequiredService<MeteringHealth>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBudgetObserver, MeteringHealth>(
            provider => provider.GetRequiredService<MeteringHealth>()));
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => ActivatorUtilities.CreateInstance<LlmCostHealthCheck>(provider),
            failureStatus ?? HealthStatus.Degraded,
            tags,
            timeout));
    }
}

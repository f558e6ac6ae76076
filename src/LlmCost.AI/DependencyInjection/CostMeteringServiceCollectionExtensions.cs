using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers cost metering.</summary>
public static class CostMeteringServiceCollectionExtensions
{
    /// <summary>Registers the <see cref="CostMeter"/> that <c>UseCostMetering()</c> finds.</summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configure">Changes the options, after the configuration has been bound to them.</param>
    /// <returns>The <paramref name="services"/>.</returns>
    /// <remarks>
    /// The options are bound from the section <c>LlmCost</c> where there is an <see cref="IConfiguration"/>, validated at start, and applied live when
    /// it changes. Every registered <see cref="ICostObserver"/>, <see cref="IUsageReader"/> and <see cref="IUsageEstimator"/>, and a registered
    /// <see cref="PriceCatalog"/>, are used. Calling it again only adds to the configuration.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddCostMetering(this IServiceCollection services, Action<CostMeteringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<CostMeteringOptions>();

        // The meter is made when the host starts, and not in somebody's call: what is wrong with the options or a price file is told then, and the age of
        // the catalog from then on.
        services.AddOptions<CostMeteringStart>().Validate<CostMeter>((_, _) => true).ValidateOnStart();
        services.TryAddSingleton(provider => new CostMeteringConfiguration(provider.GetService<IConfiguration>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<CostMeteringOptions>, CostMeteringConfiguration>(
                provider => provider.GetRequiredService<CostMeteringConfiguration>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CostMeteringOptions>, CostMeteringOptionsValidator>());
        services.TryAddSingleton(CreateMeter);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services;
    }

    private static CostMeter CreateMeter(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IOptionsFactory<CostMeteringOptions>>();
        var meter = SharedCostMeter.Create(services, factory.Create(Options.Options.DefaultName));

        meter.OptionsSubscription = ChangeToken.OnChange(
            services.GetRequiredService<CostMeteringConfiguration>().GetChangeToken,
            () => meter.Apply(() => factory.Create(Options.Options.DefaultName)));
        return meter;
    }
}

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
    /// <returns>A builder, which observers and the other LlmCost.AI packages are added to.</returns>
    /// <remarks>
    /// <para>
    /// The options are bound to the section <c>LlmCost</c> of a registered <see cref="IConfiguration"/>, validated at start, and
    /// applied live when the section changes. The meter uses every registered <see cref="ICostObserver"/>,
    /// <see cref="IUsageReader"/> and <see cref="IUsageEstimator"/>, and a registered <see cref="PriceCatalog"/>.
    /// </para>
    /// <para>
    /// Call it as often as you like: later calls add to the same registration, and every <paramref name="configure"/> applies, in
    /// order.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddCostMetering(
        this IServiceCollection services, Action<CostMeteringOptions>? configure = null)
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
        services.TryAddSingleton(static provider => provider.GetRequiredService<CostMeter>().Prices);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new CostMeteringBuilder(services);
    }

    private static CostMeter CreateMeter(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IOptionsFactory<CostMeteringOptions>>();
        var meter = new CostMeter(factory.Create(Options.Options.DefaultName), services);

        meter.OptionsSubscription = ChangeToken.OnChange(
            services.GetRequiredService<CostMeteringConfiguration>().GetChangeToken,
            () => meter.Apply(() => factory.Create(Options.Options.DefaultName)));
        return meter;
    }
}

using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers cost metering.</summary>
public static class CostMeteringServiceCollectionExtensions
{
    /// <summary>Registers the <see cref="CostMeter"/> that <c>UseCostMetering()</c> uses.</summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configure">A delegate that configures the options. It runs after the configuration is bound.</param>
    /// <returns>A builder that adds observers and other LlmCost.AI packages.</returns>
    /// <remarks>
    /// <para>
    /// The options are bound to the section <c>LlmCost</c> of a registered <see cref="IConfiguration"/>, validated at startup,
    /// and applied when the section changes. The meter uses every registered <see cref="ICostObserver"/>,
    /// <see cref="IUsageReader"/> and <see cref="IUsageEstimator"/>, and a registered <see cref="PriceCatalog"/>.
    /// </para>
    /// <para>
    /// This method can be called several times. Later calls add to the same registration, and every <paramref name="configure"/>
    /// delegate applies, in order.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddCostMetering(
        this IServiceCollection services, Action<CostMeteringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<CostMeteringOptions>();

        // The meter is created when the host starts, not during the first call, so that invalid options or price files fail the
        // startup and the age of the catalog is reported from the start.
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
        var configuration = services.GetRequiredService<CostMeteringConfiguration>();
        var options = factory.Create(Options.Options.DefaultName);

        // Validated before the meter is created, because a meter would not be disposed if the options were not valid.
        var budgetsConfiguration = services.GetService<BudgetsConfiguration>();
        var budgets = budgetsConfiguration is null ? null : CreateBudgets(services);
        var meter = new CostMeter(options, services);
        meter.OptionsSubscription = ChangeToken.OnChange(
            configuration.GetChangeToken,
            () => meter.Apply(() => factory.Create(Options.Options.DefaultName)));
        if (budgets is not null)
        {
            meter.Budgets.Apply(budgets);
            meter.WarnOfDoubtful(budgets);
            if (services.GetService<IBudgetSource>() is { } source)
            {
                meter.Budgets.Use(source, meter.Context.Failures);
            }

            meter.BudgetsSubscription = ChangeToken.OnChange(
                budgetsConfiguration!.GetChangeToken, () => meter.Apply(() => CreateBudgets(services)));
        }
        else if (configuration.HasBudgets)
        {
            meter.Context.Log.DoubtfulOption(new DoubtfulOption(
                $"{CostMeteringOptions.SectionName}:{nameof(BudgetsOptions.Budgets)}",
                "has no effect, because budgets are not registered. Call AddCostMetering().AddBudgets()."));
        }

        return meter;
    }

    private static BudgetsOptions CreateBudgets(IServiceProvider services) =>
        services.GetRequiredService<IOptionsFactory<BudgetsOptions>>().Create(Options.Options.DefaultName);
}

using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds observers and budgets to cost metering.</summary>
public static class CostMeteringBuilderExtensions
{
    /// <summary>Adds an observer that receives the record of every call.</summary>
    /// <typeparam name="T">The type of the observer. The container creates one instance for the app.</typeparam>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// The observer is the service <typeparamref name="T"/>, which is registered as a singleton if it is not registered yet.
    /// Adding the same type again has no effect.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddObserver<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this ICostMeteringBuilder builder)
        where T : class, ICostObserver
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<T>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ICostObserver, T>(services => services.GetRequiredService<T>()));
        return builder;
    }

    /// <summary>Adds an observer that receives the record of every call.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="observer">The observer. The container does not dispose of it.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="observer"/> is <see langword="null"/>.
    /// </exception>
    public static ICostMeteringBuilder AddObserver(this ICostMeteringBuilder builder, ICostObserver observer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(observer);

        builder.Services.AddSingleton(observer);
        return builder;
    }

    /// <summary>
    /// Adds budgets, which limit the cost, the tokens, the number of requests or the number of concurrent calls.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="configure">A delegate that adds budgets in code. It runs after the configuration is bound.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// The budgets are bound to the sections <c>LlmCost:Budgets</c>, <c>LlmCost:Downgrades</c> and <c>LlmCost:BudgetStore</c> of
    /// a registered <see cref="IConfiguration"/>, validated at startup, and applied when the configuration changes. Budgets from
    /// code and configuration are merged by name. This method can be called several times.
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddCostMetering().AddBudgets(budgets => budgets
    ///     .Add("company-month", budget => budget.Usd(5_000).PerMonth("Europe/Vienna").Strict().WarnAt(80, 95))
    ///     .Add("user-day", budget => budget.Usd(2).PerDay().ForEach("user").Override("vip-*", usd: 20)));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddBudgets(this ICostMeteringBuilder builder, Action<BudgetsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddOptions<BudgetsOptions>();
        services.TryAddSingleton(provider => new BudgetsConfiguration(provider.GetService<IConfiguration>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<BudgetsOptions>, BudgetsConfiguration>(
                provider => provider.GetRequiredService<BudgetsConfiguration>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BudgetsOptions>, BudgetsOptionsValidator>());
        services.TryAddSingleton(static provider => provider.GetRequiredService<CostMeter>().Budgets);
        if (configure is not null)
        {
            services.Configure<BudgetsOptions>(options => configure(new BudgetsBuilder(options)));
        }

        return builder;
    }

    /// <summary>
    /// Stores the counters of budgets in a folder, so that they survive a restart. The folder belongs to one process. To share
    /// budgets between processes, use the Redis store of the package LlmCost.AI.Redis.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="path">The folder, which is created if it does not exist.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="path"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static ICostMeteringBuilder AddFileBudgetStore(this ICostMeteringBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        builder.Services.Replace(ServiceDescriptor.Singleton<IBudgetStore>(services => new FileBudgetStore(
            path,
            services.GetService<TimeProvider>(),
            services.GetRequiredService<IOptions<BudgetsOptions>>().Value.BudgetStore.MaxCounters)));
        return builder;
    }
}

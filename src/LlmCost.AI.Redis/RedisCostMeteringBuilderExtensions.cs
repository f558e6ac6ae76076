using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides extension methods that store budgets in Redis.</summary>
public static class RedisCostMeteringBuilderExtensions
{
    /// <summary>Stores the counters of budgets in Redis, so that all replicas of the app share one exact limit.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="connectionString">The servers and options in the format of StackExchange.Redis.</param>
    /// <param name="scopeKey">
    /// The secret key that pseudonymizes scope values such as user ids. It must be the same in all replicas. Without a key, the
    /// names of Redis keys contain a hash of the values, and the list of scopes by spend and the audit trail of increases contain
    /// the values themselves.
    /// </param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>The group of replicas and the timeout are set in <see cref="BudgetStoreOptions"/>.</remarks>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="connectionString"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is invalid.</exception>
    public static ICostMeteringBuilder AddRedisBudgetStore(
        this ICostMeteringBuilder builder, string connectionString, string? scopeKey = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.AddRedisBudgetStore(ConfigurationOptions.Parse(connectionString), scopeKey);
    }

    /// <summary>Stores the counters of budgets in Redis, so that all replicas of the app share one exact limit.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="configuration">The configuration of the connection, for example with a token provider.</param>
    /// <param name="scopeKey">
    /// The secret key that pseudonymizes scope values such as user ids. It must be the same in all replicas. Without a key, the
    /// names of Redis keys contain a hash of the values, and the list of scopes by spend and the audit trail of increases contain
    /// the values themselves.
    /// </param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>The group of replicas and the timeout are set in <see cref="BudgetStoreOptions"/>.</remarks>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="configuration"/> is <see langword="null"/>.
    /// </exception>
    public static ICostMeteringBuilder AddRedisBudgetStore(
        this ICostMeteringBuilder builder, ConfigurationOptions configuration, string? scopeKey = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);

        return builder.Add(services => new RedisBudgetStore(
            configuration, OptionsOf(services), scopeKey, services.GetService<ILogger<RedisBudgetStore>>()));
    }

    /// <summary>
    /// Stores the counters of budgets in Redis, with a connection that the app also uses for other purposes.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="connection">A delegate that returns the connection, which stays open when the store is disposed.</param>
    /// <param name="scopeKey">
    /// The secret key that pseudonymizes scope values such as user ids. It must be the same in all replicas. Without a key, the
    /// names of Redis keys contain a hash of the values, and the list of scopes by spend and the audit trail of increases contain
    /// the values themselves.
    /// </param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="connection"/> is <see langword="null"/>.
    /// </exception>
    public static ICostMeteringBuilder AddRedisBudgetStore(
        this ICostMeteringBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, string? scopeKey = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);

        return builder.Add(services => new RedisBudgetStore(
            connection(services), OptionsOf(services), scopeKey, services.GetService<ILogger<RedisBudgetStore>>()));
    }

    private static BudgetStoreOptions OptionsOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<BudgetsOptions>>().Value.BudgetStore;

    private static ICostMeteringBuilder Add(this ICostMeteringBuilder builder, Func<IServiceProvider, RedisBudgetStore> create)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        builder.Services.Replace(ServiceDescriptor.Singleton<IBudgetStore>(
            services => services.GetRequiredService<RedisBudgetStore>()));
        return builder;
    }
}

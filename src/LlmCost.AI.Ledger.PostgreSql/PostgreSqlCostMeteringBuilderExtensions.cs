using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that forwards the ledger to PostgreSQL.</summary>
public static class PostgreSqlCostMeteringBuilderExtensions
{
    /// <summary>Forwards the ledger of this process to PostgreSQL, which combines the ledgers of all machines.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="connectionString">
    /// The connection string in the format of Npgsql, or the name of a connection string in the section <c>ConnectionStrings</c>.
    /// </param>
    /// <param name="configure">A delegate that changes the options after the configuration is bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// The options are bound from the section <c>LlmCost:Ledger:PostgreSql</c>. Tables are created on the first connection. If
    /// the server can't be reached, the app still starts. Calls continue, and their records stay in the local file until they are
    /// forwarded.
    /// </remarks>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="connectionString"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is blank.</exception>
    public static ICostMeteringBuilder ForwardToPostgreSql(
        this ICostMeteringBuilder builder, string connectionString, Action<PostgreSqlLedgerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        var services = builder.Services;
        services.AddOptions<PostgreSqlLedgerOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<PostgreSqlLedgerOptions>, PostgreSqlLedgerConfiguration>(
                provider => new PostgreSqlLedgerConfiguration(provider.GetService<IConfiguration>())));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlLedgerOptions>, PostgreSqlLedgerOptionsValidator>(
                provider => new PostgreSqlLedgerOptionsValidator(provider.GetService<IConfiguration>())));
        services.Configure<PostgreSqlLedgerOptions>(options => options.ConnectionString = connectionString);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(provider => new PostgreSqlDestination(
            provider.GetRequiredService<IOptions<PostgreSqlLedgerOptions>>().Value,
            provider.GetService<IConfiguration>(),
            provider.GetService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILedgerDestination, PostgreSqlDestination>(
            provider => provider.GetRequiredService<PostgreSqlDestination>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgreSqlStartCheck>());
        return builder.AddLedger();
    }
}

using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that stores the record of every call.</summary>
public static class LedgerCostMeteringBuilderExtensions
{
    /// <summary>Stores the record of every call in SQLite, without slowing down the calls.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="configure">A delegate that changes the options after the configuration is bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// The options are bound from the section <c>LlmCost:Ledger</c>. The file is opened when the app starts. If its folder is not
    /// writable, the app fails to start. Further calls of this method only change the options. Without a host, dispose the
    /// service provider, so that the last records are written.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddLedger(this ICostMeteringBuilder builder, Action<LedgerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddOptions<LedgerOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<LedgerOptions>, LedgerConfiguration>(
            provider => new LedgerConfiguration(provider.GetService<IConfiguration>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(provider => new LedgerWriter(
            provider.GetRequiredService<IOptions<LedgerOptions>>().Value,
            provider.GetRequiredService<IOptions<CostMeteringOptions>>().Value.MetricTags,
            provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICostObserver, LedgerWriter>(
            provider => provider.GetRequiredService<LedgerWriter>()));
        services.TryAddSingleton<ICostHistory>(provider => new LedgerHistory(() => Open(provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LedgerService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LedgerMaintenanceService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LedgerForwarder>());
        return builder;
    }

    /// <summary>
    /// Opens the ledger for reading. The writer has created the ledger's folder, but the archive may not exist yet.
    /// </summary>
    private static CostLedger Open(IServiceProvider provider)
    {
        var folder = Path.GetDirectoryName(provider.GetRequiredService<LedgerWriter>().Status.Path)!;
        var archive = provider.GetRequiredService<IOptions<LedgerOptions>>().Value.ArchivePath;
        return CostLedger.Open(folder, Directory.Exists(archive) ? archive : null);
    }
}

using System.Net;
using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that updates prices over the network.</summary>
public static class PriceFeedsCostMeteringBuilderExtensions
{
    /// <summary>
    /// Adds a hosted service that updates prices from the feeds in the configuration section <c>LlmCost:Feeds</c> while the app
    /// runs.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="configure">A delegate that changes the options after the configuration is bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// A new list is validated as a whole before it takes effect. Changes that look like mistakes are held until a person accepts
    /// them. The limits for such changes are <see cref="CostMeteringOptions.MaxPriceChangeFactor"/> and
    /// <see cref="CostMeteringOptions.MaxRemovedModelShare"/>.
    /// </para>
    /// <para>
    /// The last valid lists are stored on disk. When the app starts again, they apply before its first call, even without the
    /// network. Redirects to other hosts are not followed. Further calls of this method only change the options.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddPriceFeeds(
        this ICostMeteringBuilder builder, Action<PriceFeedsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddOptions<PriceFeedsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<PriceFeedsOptions>, PriceFeedsConfiguration>(
            provider => new PriceFeedsConfiguration(provider.GetService<IConfiguration>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PriceFeedsOptions>, PriceFeedsOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ImplementationType == typeof(PriceFeedService)))
        {
            return builder;
        }

        services.AddHostedService<PriceFeedService>();
        var client = services
            .AddHttpClient(PriceFeedDownload.ClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                UseCookies = false,
            });
        client.AddStandardResilienceHandler();

        // The default loggers of IHttpClientFactory log paths and unredacted headers, which can contain keys. PriceFeedService
        // reports each update instead.
        client.RemoveAllLoggers();

        // This call must follow AddStandardResilienceHandler, which removes the timeout of the client. The timeouts of that
        // handler limit only the time until the response headers arrive, so the download of a slow body would never time out.
        client.ConfigureHttpClient((provider, http) =>
        {
            var options = provider.GetRequiredService<IOptions<PriceFeedsOptions>>().Value;
            http.Timeout = options.Timeout;
            http.MaxResponseContentBufferSize = options.MaxBytes;
        });
        return builder;
    }
}

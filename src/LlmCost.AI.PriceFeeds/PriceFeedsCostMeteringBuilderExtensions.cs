using System.Net;
using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds feeds of fresh prices.</summary>
public static class PriceFeedsCostMeteringBuilderExtensions
{
    /// <summary>Keeps the prices fresh from the feeds in the section <c>LlmCost:Feeds</c> of the configuration, as long as the host of the app runs.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="configure">Changes the options, after the configuration has been bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// A new list is validated whole before it takes effect; changes that look like mistakes are held until a person accepts them
    /// (<see cref="CostMeteringOptions.MaxPriceChangeFactor"/>, <see cref="CostMeteringOptions.MaxRemovedModelShare"/>). The last
    /// good lists are kept on disk and are in effect before the first call of the next run, with or without the network.
    /// Redirects to other hosts are not followed. Adding feeds again only adds to the options.
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

        // The factory's own would log paths, and headers as they are in its structured values even where they are redacted in its text. Ours tells how each update went.
        client.RemoveAllLoggers();

        // After the handler, which takes the client's own limit of time away: its limits end with the headers, and a body may trickle for ever.
        client.ConfigureHttpClient((provider, http) =>
        {
            var options = provider.GetRequiredService<IOptions<PriceFeedsOptions>>().Value;
            http.Timeout = options.Timeout;
            http.MaxResponseContentBufferSize = options.MaxBytes;
        });
        return builder;
    }
}

using LlmCost.AI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers cost metering for kernels that are made by a container.</summary>
public static class CostMeteringKernelServiceCollectionExtensions
{
    /// <summary>Meters the cost of every model call of kernels that are made with these services, by kernel function.</summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configure">Changes the options, after the configuration has been bound to them.</param>
    /// <returns>The <paramref name="services"/>.</returns>
    /// <remarks>
    /// <para>
    /// Call it after the chat clients, embedding generators, chat completion and text generation services have been registered: those that are, with whatever key, are
    /// metered, and those that come later are not. Calling it again meters what has come since. What is metered already stays as it is, so that
    /// each round trip to a provider is one record, those inside a loop of function calls too.
    /// </para>
    /// <para>
    /// Calls are attributed to the feature <c>Plugin.Function</c> of the innermost kernel function that makes them, unless a
    /// <see cref="CostScope"/> or the options of the call have a feature of the app's own.
    /// </para>
    /// <para>It registers cost metering itself too.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddKernelCostMetering(this IServiceCollection services, Action<CostMeteringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddCostMetering(configure);

        var metered = ServiceMetering.In(services);
        metered.Meter<IChatClient>(services, (client, meter) => new NonDisposingChatClient(MeterInsertion.Of(client, meter)));
        metered.Meter<IEmbeddingGenerator<string, Embedding<float>>>(
            services,
            (generator, meter) => new NonDisposingEmbeddingGenerator(new CostMeteringEmbeddingGenerator<string, Embedding<float>>(generator, meter)));
        metered.Meter<IChatCompletionService>(
            services, (service, meter) => service is IMeteringStage ? service : new CostMeteringChatCompletionService(service, meter));
        metered.Meter<ITextGenerationService>(
            services, (service, meter) => service is IMeteringStage ? service : new CostMeteringTextGenerationService(service, meter));

        AddFilters(services);
        return services;
    }

    /// <summary>
    /// Before all other filters, so that what they call counts for the function and none of them takes the result away, and
    /// once.
    /// </summary>
    private static void AddFilters(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(RoundTripFilter)))
        {
            return;
        }

        services.AddSingleton<RoundTripFilter>();
        services.Insert(0, ServiceDescriptor.Singleton<IFunctionInvocationFilter>(
            provider => new FunctionCostFilter(SharedCostMeter.For(provider))));
        services.Insert(0, ServiceDescriptor.Singleton<IAutoFunctionInvocationFilter>(
            provider => provider.GetRequiredService<RoundTripFilter>()));
    }
}

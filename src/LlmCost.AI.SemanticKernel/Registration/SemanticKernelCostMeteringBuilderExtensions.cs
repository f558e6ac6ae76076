using LlmCost.AI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the cost metering of kernels.</summary>
public static class SemanticKernelCostMeteringBuilderExtensions
{
    /// <summary>
    /// Meters the cost of every model call of the kernels that are created with these services, by kernel function.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// Add it after the chat clients, embedding generators, chat completion and text generation services have been registered, in
    /// a kernel builder (<c>kernelBuilder.Services.AddCostMetering().AddSemanticKernel()</c>) as in a host. It meters the
    /// services that are registered, under any key. Adding it again meters the services that have been registered since; those
    /// that are metered already stay as they are. Each round trip to a provider is one record, those inside a loop of function
    /// calls too.
    /// </para>
    /// <para>
    /// Calls are attributed to the feature <c>Plugin.Function</c> of the innermost kernel function that makes them, unless a
    /// <see cref="CostScope"/> or the options of the call have a feature of the app's own.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddSemanticKernel(this ICostMeteringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
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
        return builder;
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

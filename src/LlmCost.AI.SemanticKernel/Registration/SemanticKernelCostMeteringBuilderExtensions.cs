using LlmCost.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds cost metering to kernels.</summary>
public static class SemanticKernelCostMeteringBuilderExtensions
{
    /// <summary>
    /// Meters the cost of every model call of the kernels that are created with these services, by kernel function.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// Call this method in a kernel builder (<c>kernelBuilder.Services.AddCostMetering().AddSemanticKernel()</c>) or in a host,
    /// before or after the connectors are added. All chat clients, embedding generators, chat completion services and text
    /// generation services are metered, under any service key. Services that are already metered are unchanged. Each round trip
    /// to a provider is one record, including round trips inside a function-calling loop.
    /// </para>
    /// <para>
    /// Other services that call models, such as image and audio services, are not metered. When the first kernel is created, one
    /// warning with the names of these services is logged.
    /// </para>
    /// <para>
    /// Calls are attributed to the feature <c>Plugin.Function</c> of the innermost kernel function that makes them, unless a
    /// <see cref="CostScope"/> or the options of the call set a feature.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddSemanticKernel(this ICostMeteringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var metered = ServiceMetering.In(services);
        metered.Meter<IChatClient>((client, meter) => new NonDisposingChatClient(MeterInsertion.Of(client, meter)));
        metered.Meter<IEmbeddingGenerator<string, Embedding<float>>>(
            (generator, meter) => new NonDisposingEmbeddingGenerator(
                new CostMeteringEmbeddingGenerator<string, Embedding<float>>(generator, meter)));
        metered.Meter<IChatCompletionService>(
            (service, meter) => service is IMeteringStage ? service : new CostMeteringChatCompletionService(service, meter));
        metered.Meter<ITextGenerationService>(
            (service, meter) => service is IMeteringStage ? service : new CostMeteringTextGenerationService(service, meter));

        AddFilters(services, metered);
        return builder;
    }

    /// <summary>Adds the filters once, before all other filters.</summary>
    /// <remarks>
    /// Filters that are added first are the outermost filters. The function's cost therefore includes the calls of other filters,
    /// and no other filter replaces the result to which the cost is attached.
    /// </remarks>
    private static void AddFilters(IServiceCollection services, ServiceMetering metered)
    {
        if (services.Any(service => service.ServiceType == typeof(RoundTripFilter)))
        {
            return;
        }

        services.AddSingleton<RoundTripFilter>();
        services.Insert(0, ServiceDescriptor.Singleton<IFunctionInvocationFilter>(
            provider => CreateFilter(provider, metered)));
        services.Insert(0, ServiceDescriptor.Singleton<IAutoFunctionInvocationFilter>(
            provider => provider.GetRequiredService<RoundTripFilter>()));
    }

    private static FunctionCostFilter CreateFilter(IServiceProvider provider, ServiceMetering metered)
    {
        var logs = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        metered.WarnOfUnmetered(logs.CreateLogger("LlmCost.AI.SemanticKernel"));
        return new FunctionCostFilter(provider.GetRequiredService<CostMeter>(), metered.Unmetered.Count > 0);
    }
}

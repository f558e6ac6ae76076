using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Adds cost metering to kernels.</summary>
public static class CostMeteringKernelBuilderExtensions
{
    /// <summary>Meters the cost of every model call of the kernel, by kernel function.</summary>
    /// <param name="builder">The builder of the kernel.</param>
    /// <param name="configure">Changes the options, after the configuration has been bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <inheritdoc cref="CostMeteringKernelServiceCollectionExtensions.AddKernelCostMetering"/>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IKernelBuilder AddCostMetering(this IKernelBuilder builder, Action<CostMeteringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddKernelCostMetering(configure);
        return builder;
    }
}

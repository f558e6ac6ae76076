using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds budget routing to a <see cref="ChatClientBuilder"/>.</summary>
public static class BudgetRoutingChatClientBuilderExtensions
{
    /// <summary>
    /// Adds a client that calls a cheaper model from <c>LlmCost:Downgrades</c> when a budget has reached its <c>DowngradeAt</c>
    /// percentage.
    /// </summary>
    /// <param name="builder">The builder of the pipeline.</param>
    /// <param name="configure">Configures the client.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Call this method before the methods that add caches, function invocation and cost metering. Cost metering is required, as
    /// in <c>.UseBudgetRouting().UseFunctionInvocation().UseDistributedCache(cache).UseCostMetering()</c>.
    /// </remarks>
    /// <example>
    /// <code>
    /// IChatClient client = providerClient.AsBuilder()
    ///     .UseBudgetRouting()
    ///     .UseFunctionInvocation()
    ///     .UseCostMetering()
    ///     .Build(services);
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ChatClientBuilder UseBudgetRouting(
        this ChatClientBuilder builder, Action<BudgetRoutingChatClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use((innerClient, services) =>
        {
            var client = new BudgetRoutingChatClient(
                innerClient, innerClient.GetService<CostMeter>() ?? SharedCostMeter.For(services));
            configure?.Invoke(client);
            return client;
        });
    }
}

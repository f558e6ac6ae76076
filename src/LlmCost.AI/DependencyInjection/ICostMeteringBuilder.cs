namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures the cost metering of an app.</summary>
/// <remarks>
/// <see cref="CostMeteringServiceCollectionExtensions.AddCostMetering"/> returns this builder. The other LlmCost.AI packages
/// extend it, for example with <c>AddOpenAIUsage()</c> or <c>AddPriceFeeds()</c>.
/// </remarks>
public interface ICostMeteringBuilder
{
    /// <summary>Gets the services of the app.</summary>
    IServiceCollection Services { get; }
}

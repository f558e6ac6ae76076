using LlmCost.AI;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that returns problem details when a budget rejects an LLM call.</summary>
public static class BudgetProblemDetailsCostMeteringBuilderExtensions
{
    /// <summary>
    /// Adds an exception handler that converts <see cref="BudgetExceededException"/> to problem details (RFC 9457), configured by
    /// the section <c>LlmCost:BudgetProblemDetails</c>.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="configure">A delegate that changes the options after the configuration is bound to them.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// The app must call <c>app.UseExceptionHandler()</c>. Exception handlers run in the order of their registration, so call
    /// this method before you register a handler for all exceptions.
    /// </para>
    /// <para>
    /// Inner exceptions are also checked. Requests that fail for other reasons are not affected. Further calls to this method
    /// only configure the options.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddBudgetProblemDetails(
        this ICostMeteringBuilder builder, Action<BudgetProblemDetailsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddOptions<BudgetProblemDetailsOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<BudgetProblemDetailsOptions>, BudgetProblemDetailsConfiguration>(
                provider => new BudgetProblemDetailsConfiguration(provider.GetService<IConfiguration>())));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<BudgetProblemDetailsOptions>, BudgetProblemDetailsOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(BudgetProblems)))
        {
            return builder;
        }

        services.AddProblemDetails();
        services.AddSingleton<BudgetProblems>();
        services.AddExceptionHandler<BudgetExceptionHandler>();

        // Registered because, without reflection, ASP.NET Core can serialize only the standard members of problem details.
        services.PostConfigure<JsonOptions>(
            json => json.SerializerOptions.TypeInfoResolverChain.Add(BudgetProblemsContext.Default));
        return builder;
    }
}

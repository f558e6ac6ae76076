using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds observers to cost metering.</summary>
public static class CostMeteringBuilderExtensions
{
    /// <summary>Adds an observer that receives the record of every call.</summary>
    /// <typeparam name="T">The type of the observer. The container creates one instance for the app.</typeparam>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// The observer is the service <typeparamref name="T"/>, which is registered as a singleton if it is not registered yet.
    /// Adding the same type again has no effect.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddObserver<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this ICostMeteringBuilder builder)
        where T : class, ICostObserver
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<T>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ICostObserver, T>(services => services.GetRequiredService<T>()));
        return builder;
    }

    /// <summary>Adds an observer that receives the record of every call.</summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <param name="observer">The observer. The container does not dispose of it.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="observer"/> is <see langword="null"/>.
    /// </exception>
    public static ICostMeteringBuilder AddObserver(this ICostMeteringBuilder builder, ICostObserver observer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(observer);

        builder.Services.AddSingleton(observer);
        return builder;
    }
}

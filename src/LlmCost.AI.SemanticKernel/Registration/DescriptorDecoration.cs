using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>Decorates a service by changing the fields of its descriptor.</summary>
/// <remarks>
/// The container has already copied the list of descriptors when the services are decorated, so replacing a descriptor in the
/// list would have no effect.
/// </remarks>
internal static class DescriptorDecoration
{
    /// <summary>Replaces the factory of a descriptor.</summary>
    /// <param name="service">The descriptor.</param>
    /// <param name="decorate">A function that returns the replacement for the original service.</param>
    /// <returns>
    /// True if the factory was replaced; false if the fields of the descriptor have other names in the installed version.
    /// </returns>
    public static bool TryDecorate(ServiceDescriptor service, Func<IServiceProvider, object, object> decorate)
    {
        try
        {
            ref var factory = ref Factory(service);
            ref var instance = ref Instance(service);
            ref var type = ref Type(service);
            if (service.IsKeyedService)
            {
                var create = Create(
                    service.KeyedImplementationInstance, service.KeyedImplementationFactory, service.KeyedImplementationType);
                factory = (Func<IServiceProvider, object?, object>)((provider, key) => decorate(provider, create(provider, key)));
            }
            else
            {
                Func<IServiceProvider, object?, object>? original =
                    service.ImplementationFactory is { } unkeyed ? (provider, _) => unkeyed(provider) : null;
                var create = Create(service.ImplementationInstance, original, service.ImplementationType);
                factory = (Func<IServiceProvider, object>)(provider => decorate(provider, create(provider, null)));
            }

            (instance, type) = (null, null);
            return true;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns the original factory of the service. The container disposes of a service that this factory creates, but not of a
    /// registered instance.
    /// </summary>
    private static Func<IServiceProvider, object?, object> Create(
        object? instance, Func<IServiceProvider, object?, object>? factory, Type? type)
    {
        if (instance is not null)
        {
            return (_, _) => instance;
        }

        factory ??= (provider, _) => ActivatorUtilities.CreateInstance(provider, type!);
        return (provider, key) =>
        {
            var service = factory(provider, key);
            provider.GetRequiredService<OwnedService>().Own(service);
            return service;
        };
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_implementationFactory")]
    private static extern ref object? Factory(ServiceDescriptor service);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_implementationInstance")]
    private static extern ref object? Instance(ServiceDescriptor service);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_implementationType")]
    private static extern ref Type? Type(ServiceDescriptor service);
}

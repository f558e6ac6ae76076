using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI;

/// <summary>Replaces registered services with metered ones, under any key.</summary>
internal sealed class ServiceMetering
{
    private readonly HashSet<ServiceDescriptor> _metered = new(ReferenceEqualityComparer.Instance);

    /// <summary>Returns the instance of a service collection, which remembers the services that it has metered.</summary>
    public static ServiceMetering In(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: ServiceMetering known })
            {
                return known;
            }
        }

        var metered = new ServiceMetering();
        services.AddSingleton(metered);
        return metered;
    }

    /// <summary>Meters every registered service of a type that is not metered yet.</summary>
    public void Meter<T>(IServiceCollection services, Func<T, CostMeter, T> meter)
        where T : class
    {
        for (var i = services.Count - 1; i >= 0; i--)
        {
            var service = services[i];
            if (service.ServiceType != typeof(T) || _metered.Contains(service))
            {
                continue;
            }

            services[i] = Metered(services, service, meter);
            _metered.Add(services[i]);
        }
    }

    private static ServiceDescriptor Metered<T>(
        IServiceCollection services, ServiceDescriptor service, Func<T, CostMeter, T> meter)
        where T : class
    {
        if (service is { IsKeyedService: true, KeyedImplementationFactory: { } create }
            && service.ServiceKey == KeyedService.AnyKey)
        {
            return new ServiceDescriptor(
                typeof(T),
                service.ServiceKey,
                (provider, key) => meter((T)create(provider, key), provider.GetRequiredService<CostMeter>()),
                service.Lifetime);
        }

        // The container still creates and disposes of the original service, now registered under a private key. It is registered
        // as object, because Kernel.GetAllServices<T> would otherwise return it unmetered.
        var innerKey = new object();
        services.Add(Inner(service, innerKey));
        return service.IsKeyedService
            ? new ServiceDescriptor(typeof(T), service.ServiceKey, (provider, _) => Resolve(provider), service.Lifetime)
            : new ServiceDescriptor(typeof(T), Resolve, service.Lifetime);

        object Resolve(IServiceProvider provider) =>
            meter((T)provider.GetRequiredKeyedService<object>(innerKey), provider.GetRequiredService<CostMeter>());
    }

    private static ServiceDescriptor Inner(ServiceDescriptor service, object key)
    {
        if (service.IsKeyedService)
        {
            return service switch
            {
                { KeyedImplementationInstance: { } instance } => new ServiceDescriptor(typeof(object), key, instance),
                { KeyedImplementationFactory: { } create } => new ServiceDescriptor(
                    typeof(object), key, (provider, _) => create(provider, service.ServiceKey), service.Lifetime),
                _ => new ServiceDescriptor(typeof(object), key, service.KeyedImplementationType!, service.Lifetime),
            };
        }

        return service switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(object), key, instance),
            { ImplementationFactory: { } create } =>
                new ServiceDescriptor(typeof(object), key, (provider, _) => create(provider), service.Lifetime),
            _ => new ServiceDescriptor(typeof(object), key, service.ImplementationType!, service.Lifetime),
        };
    }
}

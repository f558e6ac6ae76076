using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel.Services;

namespace LlmCost.AI;

/// <summary>Replaces registered services with metered services, under any service key.</summary>
internal sealed partial class ServiceMetering
{
    private readonly Lock _metering = new();
    private readonly IServiceCollection _services;
    private readonly HashSet<ServiceDescriptor> _metered = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, Func<object, CostMeter, object>> _meters = [];

    private ServiceMetering(IServiceCollection services) => _services = services;

    /// <summary>Gets the names of the registered services that call models but are not metered.</summary>
    public IReadOnlyList<string> Unmetered
    {
        get
        {
            lock (_metering)
            {
                return
                [
                    .. _services.Where(IsUnmetered).Select(service => service.ServiceType.Name).Distinct(StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <summary>
    /// Returns the instance for a service collection, and creates it if there is none. The instance tracks the services that it
    /// has metered.
    /// </summary>
    public static ServiceMetering In(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: ServiceMetering known })
            {
                return known;
            }
        }

        var metered = new ServiceMetering(services);
        services.AddSingleton(metered);
        services.AddTransient<OwnedService>();
        services.AddKeyedSingleton(new ContainerBuildKey(metered.MeterLater), metered);
        return metered;
    }

    /// <summary>
    /// Meters all services of a type. This includes services that are already registered, and services that are registered later
    /// but before the container is built.
    /// </summary>
    public void Meter<T>(Func<T, CostMeter, T> meter)
        where T : class
    {
        lock (_metering)
        {
            _meters[typeof(T)] = (service, costMeter) => meter((T)service, costMeter);
            for (var i = _services.Count - 1; i >= 0; i--)
            {
                var service = _services[i];
                if (service.ServiceType != typeof(T) || _metered.Contains(service))
                {
                    continue;
                }

                _services[i] = Metered(_services, service, meter);
                _metered.Add(_services[i]);
            }
        }
    }

    /// <summary>Logs one warning if services that call models are not metered.</summary>
    public void WarnOfUnmetered(ILogger logger)
    {
        if (Unmetered is { Count: > 0 } names)
        {
            LogUnmetered(logger, string.Join(", ", names));
        }
    }

    /// <summary>Meters the services that were registered since the last call.</summary>
    private void MeterLater()
    {
        lock (_metering)
        {
            foreach (var service in _services)
            {
                if (!_metered.Contains(service)
                    && _meters.TryGetValue(service.ServiceType, out var meter)
                    && DescriptorDecoration.TryDecorate(
                        service, (provider, original) => meter(original, provider.GetRequiredService<CostMeter>())))
                {
                    _metered.Add(service);
                }
            }
        }
    }

    private bool IsUnmetered(ServiceDescriptor service) => _meters.ContainsKey(service.ServiceType)
        ? !_metered.Contains(service)
        : typeof(IAIService).IsAssignableFrom(service.ServiceType);

    [LoggerMessage(
        EventId = 1,
        EventName = "UnmeteredServices",
        Level = LogLevel.Warning,
        Message = "Calls of {Services} are not metered. AddSemanticKernel() meters chat completion, text generation, chat clients"
            + " and embedding generators. If one of these services is listed, call AddSemanticKernel() after its registration."
            + " For other services, record their calls with CostMeter.Record().")]
    private static partial void LogUnmetered(ILogger logger, string services);

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

        // The original service is registered under a private key, so that the container still creates and disposes of it. It is
        // registered as object, because Kernel.GetAllServices<T> would otherwise return it unmetered.
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

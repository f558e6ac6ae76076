using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace LlmCost.AI;

/// <summary>Determines the service, environment, instance and version of this process.</summary>
internal static class LedgerOrigins
{
    private const string ServiceVariable = "OTEL_SERVICE_NAME";

    public static LedgerOrigin Current(LedgerOptions options, IServiceProvider? services)
    {
        var host = services?.GetService(typeof(IHostEnvironment)) as IHostEnvironment;
        var app = Assembly.GetEntryAssembly();
        return new LedgerOrigin
        {
            Service = options.ServiceName
                ?? (Environment.GetEnvironmentVariable(ServiceVariable) is { Length: > 0 } name ? name : null)
                ?? host?.ApplicationName
                ?? app?.GetName().Name,
            Environment = host?.EnvironmentName,
            Instance = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}"),
            Version = app?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
        };
    }
}

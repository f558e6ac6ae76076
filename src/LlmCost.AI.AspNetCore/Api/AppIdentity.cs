using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace LlmCost.AI;

/// <summary>The app and this run of its process.</summary>
internal sealed class AppIdentity(IHostEnvironment? environment)
{
    /// <summary>Gets the name of the app.</summary>
    public string Name { get; } = environment?.ApplicationName ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "app";

    /// <summary>Gets the version of the app; null if it has none.</summary>
    public string? Version { get; } = Assembly.GetEntryAssembly()
        ?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    /// <summary>Gets an id that is different each time the app is started.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N")[..12];
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Serves the dashboard of an app that is not a web app.</summary>
/// <remarks>
/// <c>services.AddLlmCostDashboardServer()</c> registers this server, which listens on this machine only. The same rules as for
/// <c>MapLlmCostDashboard()</c> apply: outside Development, the server starts only if
/// <see cref="LlmCostDashboardOptions.AccessToken"/> is set. If the port is in use, the server uses a free port.
/// </remarks>
public sealed partial class LlmCostDashboardServer : IHostedService, IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly IHostEnvironment _environment;
    private readonly ILogger<LlmCostDashboardServer> _logger;
    private readonly int _port;
    private WebApplication? _app;

    internal LlmCostDashboardServer(
        IServiceProvider services, IHostEnvironment environment, ILogger<LlmCostDashboardServer> logger, int port) =>
        (_services, _environment, _logger, _port) = (services, environment, logger, port);

    /// <summary>Gets the URL of the page, or <see langword="null"/> if the page is not served.</summary>
    public Uri? Address { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var dashboard = DashboardFactory.Get(_services);
        if (!_environment.IsDevelopment() && dashboard.Options.AccessToken is null)
        {
            return;
        }

        _app = await TryStartAsync(dashboard, kestrel => kestrel.ListenLocalhost(_port), cancellationToken)
            ?? await TryStartAsync(dashboard, kestrel => kestrel.Listen(IPAddress.Loopback, 0), cancellationToken);
        if (_app is null)
        {
            LogNotServed(_logger);
            return;
        }

        Address = new UriBuilder(_app.Urls.First()) { Host = "localhost" }.Uri;
        LogServed(_logger, Address);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<WebApplication?> TryStartAsync(
        CostDashboard dashboard, Action<KestrelServerOptions> listen, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = _environment.EnvironmentName });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(listen);
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        LlmCostDashboardEndpointRouteBuilderExtensions.Map(
            app,
            "/",
            DashboardFactory.CreateEndpoints(dashboard, _services));
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch (IOException)
        {
            // The port is in use.
            await app.DisposeAsync();
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The dashboard is at {Address}.", EventName = "DashboardServed")]
    private static partial void LogServed(ILogger logger, Uri address);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The dashboard is not served, because no port could be opened. The app is not affected.",
        EventName = "DashboardNotServed")]
    private static partial void LogNotServed(ILogger logger);
}

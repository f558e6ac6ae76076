using LlmCost.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;
using Spectre.Console;

return await QuickstartCommand.Create(RunAsync).Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(QuickstartOptions options)
{
    var hasLiveView = !options.Json && AnsiConsole.Profile.Out.IsTerminal && AnsiConsole.Profile.Capabilities.Ansi;

    // The meter, its prices and tags from appsettings.json, and two observers that this sample's view reads.
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
    {
        ApplicationName = "quickstart",
        ContentRootPath = AppContext.BaseDirectory,
    });
    builder.Logging.ClearProviders();
    builder.Services.AddCostMetering();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton<CostSummary>().AddSingleton<ICostObserver>(services => services.GetRequiredService<CostSummary>());
    builder.Services.AddSingleton<SpendRate>().AddSingleton<ICostObserver>(services => services.GetRequiredService<SpendRate>());

    if (!hasLiveView)
    {
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    // The metrics go where OpenTelemetry's own variables say.
    if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
    {
        builder.AddLlmCostTelemetry();
    }

    using var host = builder.Build();
    await host.StartAsync();

    HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);
    await using var provider = options.Live ? null : await SimulatedProvider.StartAsync(options.Seed, options.ErrorPercent);
    var models = provider is null
        ? LiveClients.Create(Environment.GetEnvironmentVariable, host.Services)
        : SimulatedClients.Create(provider.Address, host.Services);

    var workload = ActivatorUtilities.CreateInstance<BlogWorkload>(host.Services, models, options.Seed);
    var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    var run = workload.RunAsync(options.Rate, options.Duration, stopping);

    IRunView view = options.Json ? ActivatorUtilities.CreateInstance<JsonView>(host.Services, Console.Out)
        : hasLiveView ? ActivatorUtilities.CreateInstance<LiveView>(host.Services, AnsiConsole.Console, options)
        : ActivatorUtilities.CreateInstance<PlainView>(host.Services, AnsiConsole.Console, options);

    await view.FollowAsync(run);
    view.ShowSummary(provider?.Ledger);

    await host.StopAsync();
    return 0;
}

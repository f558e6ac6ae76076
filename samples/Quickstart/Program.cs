using System.Text;
using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Quickstart;
using SimulatedProvider;
using Spectre.Console;

return await QuickstartCommand.Create(RunAsync).Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(QuickstartOptions options)
{
    Console.OutputEncoding = Encoding.UTF8;
    var hasLiveView = !options.Json && AnsiConsole.Profile.Out.IsTerminal && AnsiConsole.Profile.Capabilities.Ansi;

    var clock = TimeProvider.System;
    var summary = new RunSummary();
    var rate = new SpendRate(clock);

    // Adds the meter, configured in appsettings.json, and two observers for the view.
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
    {
        ApplicationName = "quickstart",
        ContentRootPath = AppContext.BaseDirectory,
        EnvironmentName = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development,
    });
    var metering = builder.Services.AddCostMetering()
        .AddOpenAIUsage()
        .AddAnthropicUsage()
        .AddObserver(summary)
        .AddObserver(rate);

    BudgetSummary? budget = null;
    if (options.Budget is { } limit)
    {
        metering.AddBudgets(budgets => budgets.Add(BudgetSummary.Name, b => b
            .Usd(limit).Lifetime().Strict().WarnAt(50, 90).DowngradeAt(70)));
        if (options.Redis is { } redis)
        {
            metering.AddRedisBudgetStore(redis);
        }

        builder.Services.AddSingleton<IBudgetObserver>(budget = new BudgetSummary());
    }

    // Logs are not written to the terminal during the live view. Otherwise, they go to standard error, because another program
    // may parse standard output.
    builder.Logging.ClearProviders();

    if (!hasLiveView)
    {
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    // Exports metrics as configured by OpenTelemetry's standard variables.
    if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
    {
        builder.AddLlmCostTelemetry();
    }

    // Also shows the costs on a web page. Web apps use app.MapLlmCostDashboard() instead.
    builder.Services.AddLlmCostDashboardServer();

    using var host = builder.Build();
    await host.StartAsync();
    if (host.Services.GetRequiredService<LlmCostDashboardServer>().Address is { } address)
    {
        await (options.Json ? Console.Error : Console.Out).WriteLineAsync($"Dashboard, while this runs: {address}");
    }

    HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);
    await using var provider = options.Live
        ? null
        : await ProviderSimulator.StartAsync(options.Seed, options.ErrorPercent, clock);
    var models = provider is null
        ? LiveClients.Create(Environment.GetEnvironmentVariable, host.Services)
        : SimulatedClients.Create(provider.Address, host.Services);

    var logger = host.Services.GetRequiredService<ILogger<BlogWorkload>>();
    var stop = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    var run = new BlogWorkload(models, options.Seed, clock, logger).RunAsync(options.Rate, options.Duration, stop);

    if (budget is not null)
    {
        run = budget.FollowAsync(host.Services.GetRequiredService<CostBudgets>(), run, clock);
    }

    IRunView view = options.Json ? new JsonView(Console.Out, summary, budget)
        : hasLiveView ? new LiveView(AnsiConsole.Console, summary, budget, rate, options, clock)
        : new PlainView(AnsiConsole.Console, summary, budget, rate, options, clock);

    await view.FollowAsync(run);
    view.ShowSummary(provider?.Ledger);

    await host.StopAsync();
    return 0;
}

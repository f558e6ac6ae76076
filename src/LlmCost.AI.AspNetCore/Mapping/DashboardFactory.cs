using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Creates the dashboard of an app when it is mapped.</summary>
internal static class DashboardFactory
{
    private static readonly ConditionalWeakTable<CostMeter, CostDashboard> s_dashboards = [];

    /// <summary>Returns the dashboard of the app's meter. All mappings share it.</summary>
    /// <exception cref="InvalidOperationException">The app has no meter.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid.</exception>
    public static CostDashboard Get(IServiceProvider services)
    {
        var meter = services.GetService<CostMeter>() ?? throw new InvalidOperationException(
            "The dashboard needs a meter. Call builder.Services.AddCostMetering() before the app is built.");
        lock (s_dashboards)
        {
            return s_dashboards.GetValue(meter, meter => Create(meter, services));
        }
    }

    /// <summary>Creates the endpoints of the page.</summary>
    public static DashboardEndpoints CreateEndpoints(CostDashboard dashboard, IServiceProvider services) => new(
        dashboard,
        new DashboardAccess(
            dashboard.Options,
            services.GetService<IHostEnvironment>(),
            services.GetService<ILoggerFactory>()?.CreateLogger("LlmCost.AI.Dashboard") ?? NullLogger.Instance),
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default);

    private static CostDashboard Create(CostMeter meter, IServiceProvider services)
    {
        var options = ReadOptions(services);
        var timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var tagNames = services.GetService<IOptions<CostMeteringOptions>>()?.Value.MetricTags ?? [];
        var history = new CostHistory(meter, options, tagNames, timeProvider);
        var dashboard = new CostDashboard(
            meter,
            history,
            options,
            new AppIdentity(services.GetService<IHostEnvironment>()),
            new MeteringSignals(services.GetService<IMeterFactory>()),
            services.GetService<CostBudgets>() is { } budgets
                && services.GetService<IOptionsMonitor<BudgetsOptions>>() is { } budgetsOptions
                ? shownTags => new BudgetsReader(budgets, budgetsOptions, shownTags, timeProvider)
                : null,
            services.GetService<ICostHistory>(),
            timeProvider);
        meter.AddObserver(history);
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(dashboard.Dispose);
        return dashboard;
    }

    // The configuration is bound here, because the dashboard does not require a service registration.
    private static LlmCostDashboardOptions ReadOptions(IServiceProvider services) =>
        new OptionsFactory<LlmCostDashboardOptions>(
            [
                new LlmCostDashboardConfiguration(services.GetService<IConfiguration>()),
                .. services.GetServices<IConfigureOptions<LlmCostDashboardOptions>>(),
            ],
            services.GetServices<IPostConfigureOptions<LlmCostDashboardOptions>>(),
            [new LlmCostDashboardOptionsValidator(), .. services.GetServices<IValidateOptions<LlmCostDashboardOptions>>()])
            .Create(Options.DefaultName);
}

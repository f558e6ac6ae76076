using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides an extension method that maps the dashboard.</summary>
public static class LlmCostDashboardEndpointRouteBuilderExtensions
{
    /// <summary>Maps a live page that shows the costs of the calls of this process.</summary>
    /// <param name="endpoints">The endpoints of the app.</param>
    /// <param name="pattern">The route of the page. The default is <c>/llmcost</c>.</param>
    /// <returns>The convention builder of all endpoints of the page, for example for <c>RequireAuthorization()</c>.</returns>
    /// <remarks>
    /// <para>
    /// By default, the page is available only in Development, for requests from this machine that do not pass through a proxy.
    /// <c>RequireAuthorization()</c> opens it to users that a policy allows, and <c>AllowAnonymous()</c> to all users. Other
    /// requests receive status 404. In Development, they receive status 403 with an explanation.
    /// </para>
    /// <para>
    /// The page works behind any path base or proxy prefix and in <c>MapGroup</c>, and it can be mapped several times in an app.
    /// It keeps sums and recent calls in memory, up to the limits in <see cref="LlmCostDashboardOptions"/>, which are bound from
    /// <c>LlmCost:Dashboard</c>. It never contains prompts or responses.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// app.MapLlmCostDashboard().RequireAuthorization("Operators");
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException"><c>AddCostMetering()</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The options are not valid.</exception>
    public static IEndpointConventionBuilder MapLlmCostDashboard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/llmcost")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var services = endpoints.ServiceProvider;
        var dashboard = DashboardFactory.Get(services);
        return Map(
            endpoints,
            pattern,
            DashboardFactory.CreateEndpoints(dashboard, services));
    }

    /// <summary>Maps the endpoints of a dashboard.</summary>
    internal static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string pattern, DashboardEndpoints dashboard)
    {
        var group = endpoints.MapGroup(pattern);
        Get("/", dashboard.PageAsync);
        Get("/assets/{name}", dashboard.AssetAsync);
        Get("/api/snapshot", dashboard.SnapshotAsync);
        Get("/api/summary", dashboard.SummaryAsync);
        Get("/api/calls", dashboard.CallsAsync);
        Get("/api/calls.csv", dashboard.CsvAsync);
        Get("/api/calls/{id}", dashboard.ReceiptAsync);
        Get("/api/prices/what-if", dashboard.WhatIfAsync);
        Get("/api/prices/explain", dashboard.ExplainAsync);
        Get("/api/quality", dashboard.QualityAsync);
        Get("/api/budgets", dashboard.BudgetsAsync);

        // The stream is excluded from the HTTP metrics, because its request lasts as long as the page is open.
        Get("/api/stream", dashboard.StreamAsync).DisableHttpMetrics().DisableRequestTimeout();
        group.ExcludeFromDescription();
        return group;

        IEndpointConventionBuilder Get(string address, RequestDelegate answer) => group.MapGet(address, answer);
    }
}

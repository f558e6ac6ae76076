using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides an extension that maps the dashboard.</summary>
public static class LlmCostDashboardEndpointRouteBuilderExtensions
{
    /// <summary>Maps a live page that shows what the calls of this process cost.</summary>
    /// <param name="endpoints">The endpoints of the app.</param>
    /// <param name="pattern">The address of the page. The default is <c>/llmcost</c>.</param>
    /// <returns>The convention builder of all endpoints of the page, for example for <c>RequireAuthorization()</c>.</returns>
    /// <remarks>
    /// <para>
    /// Without further conventions, the page is open in Development only, for requests from this machine that no proxy forwards.
    /// <c>RequireAuthorization()</c> opens it for those that a policy admits, and <c>AllowAnonymous()</c> for everybody. Without
    /// any of these, the answer is 404.
    /// </para>
    /// <para>
    /// The page works behind any path base or proxy prefix, in <c>MapGroup</c>, and several times in an app. It keeps sums and
    /// the last calls in memory, within limits: <see cref="LlmCostDashboardOptions"/>, bound from <c>LlmCost:Dashboard</c>. It
    /// never contains prompts or responses.
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

        // A stream lasts for as long as the page is open, which would spoil the app's durations of requests.
        Get("/api/stream", dashboard.StreamAsync).DisableHttpMetrics().DisableRequestTimeout();
        group.ExcludeFromDescription();
        return group;

        IEndpointConventionBuilder Get(string address, RequestDelegate answer) => group.MapGet(address, answer);
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace LlmCost.AI.Tests;

/// <summary>Starts apps and proxies for the tests of the page.</summary>
internal static class PageApps
{
    /// <summary>
    /// Starts an app with the real clock. The app allows anonymous access, because requests through a proxy are not local.
    /// </summary>
    public static Task<DashboardApp> StartLiveAsync(
        int port = 0, Action<WebApplication>? map = null, params (string Key, string? Value)[] settings) =>
        DashboardApp.StartAsync(
            map: map ?? (app => app.MapLlmCostDashboard().AllowAnonymous()),
            configure: builder =>
            {
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
                builder.Services.AddSingleton(TimeProvider.System);
            },
            settings: settings);

    /// <summary>Starts a reverse proxy.</summary>
    /// <param name="destinations">
    /// The addresses of the apps behind the proxy. Requests are forwarded to these apps in turn.
    /// </param>
    /// <param name="path">The path whose requests are forwarded.</param>
    /// <param name="transforms">The changes to forwarded requests.</param>
    public static async Task<WebApplication> StartProxyAsync(
        Uri[] destinations, string path = "{**rest}", params Dictionary<string, string>[] transforms)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [
                new RouteConfig
                {
                    RouteId = "app", ClusterId = "app", Match = new RouteMatch { Path = path }, Transforms = transforms,
                },
            ],
            [
                new ClusterConfig
                {
                    ClusterId = "app",
                    LoadBalancingPolicy = "RoundRobin",
                    Destinations = destinations.Index().ToDictionary(
                        destination => $"{destination.Index}",
                        destination => new DestinationConfig { Address = destination.Item.ToString() }),
                },
            ]);
        var proxy = builder.Build();
        proxy.MapReverseProxy();
        await proxy.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>Starts a proxy that, like some real proxies, forwards a response only when it is complete.</summary>
    public static async Task<WebApplication> StartBufferingProxyAsync(DashboardApp app)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var proxy = builder.Build();
        proxy.Run(async context =>
        {
            try
            {
                using var answer = await app.Client.GetAsync(
                    new Uri(context.Request.Path + context.Request.QueryString, UriKind.Relative), context.RequestAborted);
                context.Response.StatusCode = (int)answer.StatusCode;
                context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
                await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(context.RequestAborted));
            }
            catch (OperationCanceledException)
            {
                // The browser has closed the request.
            }
        });
        await proxy.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>Waits until a condition is true.</summary>
    public static async Task WaitAsync(Func<bool> condition, string what)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(BrowserPage.Deadline);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, what);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}

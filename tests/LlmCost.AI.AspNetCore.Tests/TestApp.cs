using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>An app on a loopback port, with a client that calls it.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }

    public Uri Address => new(_app.Urls.Single());

    public HttpClient Client { get; }

    /// <summary>Starts an app with an exception handler.</summary>
    public static async Task<TestApp> StartAsync(
        Action<IEndpointRouteBuilder> map,
        Action<BudgetProblemDetailsOptions>? configure = null,
        Action<IServiceCollection>? addServices = null,
        params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddRoutingCore().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddCostMetering().AddBudgetProblemDetails(configure);
        addServices?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestApp(app);
    }

    /// <summary>Starts an app whose only endpoint, at the root, throws an exception.</summary>
    public static Task<TestApp> StartThrowingAsync(
        Exception exception,
        Action<BudgetProblemDetailsOptions>? configure = null,
        Action<IServiceCollection>? addServices = null,
        params (string Key, string Value)[] settings) =>
        StartAsync(
            app => app.MapGet("/", (HttpContext _) => Task.FromException(exception)), configure, addServices, settings);

    public Task<HttpResponseMessage> GetAsync(string path = "/") =>
        Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>Represents a metered app with a health endpoint on a loopback port.</summary>
internal sealed class HealthApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private HealthApp(WebApplication app, FakeTimeProvider clock)
    {
        (_app, Clock) = (app, clock);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an app on the date of its price list.</summary>
    public static async Task<HealthApp> StartAsync(
        Action<ICostMeteringBuilder>? meter = null,
        Action<IHealthChecksBuilder>? check = null,
        params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(PriceCatalog.Default.AsOf);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddRoutingCore().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        var metering = builder.Services.AddCostMetering();
        meter?.Invoke(metering);
        (check ?? (checks => checks.AddLlmCost()))(builder.Services.AddHealthChecks());

        var app = builder.Build();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new HealthApp(app, clock);
    }

    /// <summary>Records calls that have just ended.</summary>
    public void Call(int count, string model = "gpt-4o")
    {
        var meter = Services.GetRequiredService<CostMeter>();
        for (var call = 0; call < count; call++)
        {
            meter.Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = "openai",
                Model = model,
                Usage = new TokenUsage { Input = 1_000, Output = 100 },
            });
        }
    }

    /// <summary>Requests the health of the app.</summary>
    public async Task<HealthAnswer> GetHealthAsync()
    {
        using var response = await _client.GetAsync(
            new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var check = JsonDocument.Parse(text).RootElement;
        return new HealthAnswer(
            response.StatusCode,
            check.GetProperty("Status").GetString()!,
            check.GetProperty("Description").GetString(),
            check.GetProperty("Data"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var check = report.Entries.Single().Value;
        return context.Response.WriteAsync(JsonSerializer.Serialize(
            new { Status = check.Status.ToString(), check.Description, check.Data }));
    }
}

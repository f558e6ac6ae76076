using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>Represents a metered app with a dashboard on a loopback port, and a clock that the test controls.</summary>
internal sealed class DashboardApp : IAsyncDisposable
{
    private DashboardApp(WebApplication app, FakeTimeProvider clock, RecordList records)
    {
        (App, Clock, Records) = (app, clock, records);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
    }

    public WebApplication App { get; }

    public FakeTimeProvider Clock { get; }

    public HttpClient Client { get; }

    /// <summary>Gets the records of all calls, from an observer that is independent of the dashboard.</summary>
    public RecordList Records { get; }

    public CostMeter Meter => App.Services.GetRequiredService<CostMeter>();

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Starts an app at noon on the day after the date of its price list.</summary>
    public static async Task<DashboardApp> StartAsync(
        Action<ICostMeteringBuilder>? meter = null,
        Action<WebApplication>? map = null,
        Action<WebApplicationBuilder>? configure = null,
        string? environment = null,
        FakeTimeProvider? clock = null,
        params (string Key, string? Value)[] settings)
    {
        clock ??= new FakeTimeProvider(
            new DateTimeOffset(PriceCatalog.Default.AsOf.UtcDateTime.Date.AddDays(1).AddHours(12), default));
        var records = new RecordList();
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = environment ?? Environments.Development, ApplicationName = "shop" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddRoutingCore().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        var metering = builder.Services.AddCostMetering().AddObserver(records);
        meter?.Invoke(metering);
        configure?.Invoke(builder);
        var app = builder.Build();
        (map ?? (a => a.MapLlmCostDashboard()))(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new DashboardApp(app, clock, records);
    }

    /// <summary>Records a call that ends now.</summary>
    public void Call(
        string model = "gpt-4o",
        string provider = "openai",
        long input = 1_000,
        long output = 100,
        long cached = 0,
        string? feature = null,
        CallOutcome outcome = CallOutcome.Completed,
        decimal? reportedCost = null,
        params (string Name, string Value)[] tags)
    {
        using var scope = feature is null && tags.Length is 0 ? null : CostScope.Begin(feature, tags);
        Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = provider,
            Model = model,
            Usage = new TokenUsage { Input = input, InputCacheRead = cached, Output = output },
            Outcome = outcome,
            ReportedCost = reportedCost,
        });
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<string> GetTextAsync(string path)
    {
        using var response = await GetAsync(path);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetJsonAsync(string path) =>
        JsonDocument.Parse(await GetTextAsync($"/llmcost/api/{path}")).RootElement;

    /// <summary>Requests a summary of the last minutes as a single period.</summary>
    public Task<JsonElement> GetSummaryAsync(int minutes = 15, string query = "") =>
        GetJsonAsync($"summary?edges={Now - (60 * minutes)},{Now + 60}{query}");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}

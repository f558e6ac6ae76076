using System.Text.Json;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using Quickstart;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd;

/// <summary>An alert from end to end: from an app through Prometheus and Alertmanager to the receiver.</summary>
public sealed class AlertTests : IDisposable
{
    private const string Job = "alerting";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-alerts-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task FailingMeter_IsReportedToAWebhook_WithItsLabelsAndRunbook()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var webhook = await Webhook.StartAsync(cancellationToken);
        await using var alertmanager = await RealAlertmanager.StartAsync(
            ChangedFile.Write(
                _folder, "otel/alertmanager.yaml", ("http://localhost:9099/alerts", webhook.Address.ToString()),
                ("group_wait: 30s", "group_wait: 1s")),
            cancellationToken);
        await using var prometheus = await RealPrometheus.StartAsync(
            ChangedFile.Write(
                _folder,
                "otel/prometheus.yaml",
                ("evaluation_interval: 15s", "evaluation_interval: 1s"),
                ("alertmanager:9093", alertmanager.Address.Authority),
                ("rules/*.yaml", Repository.File("otel/rules/*.yaml"))),
            cancellationToken);
        await using var collector = await RealCollector.StartAsync(prometheus.Address, cancellationToken);

        await FindsAlertmanagerAsync(prometheus, alertmanager, cancellationToken);

        await CallWithAFailingObserverAsync(collector, cancellationToken);

        var alert = await Poll.UntilAsync(
            _ => Task.FromResult(
                webhook.Notices.SelectMany(notice => notice.GetProperty("alerts").EnumerateArray()).FirstOrDefault()),
            found => found.ValueKind is JsonValueKind.Object,
            _ => "no alert came",
            cancellationToken);
        Assert.Equal("firing", alert.GetProperty("status").GetString());
        var labels = alert.GetProperty("labels").Deserialize<Dictionary<string, string>>()!;
        Assert.Equal(
            ("LlmCostMeterFailing", Job, "observer", "warning"),
            (labels["alertname"], labels["job"], labels["llmcost_failure_reason"], labels["severity"]));
        Assert.Equal("otel/RUNBOOK.md#llmcostmeterfailing", alert.GetProperty("annotations").GetProperty("runbook").GetString());
    }

    /// <summary>
    /// Waits until Prometheus has discovered its Alertmanager. If an alert fired before that, it would be sent a minute late.
    /// </summary>
    private static async Task FindsAlertmanagerAsync(
        RealPrometheus prometheus, RealAlertmanager alertmanager, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await Poll.UntilAsync(
            token => http.GetStringAsync(new Uri(prometheus.Address, "api/v1/alertmanagers"), token),
            found => found.Contains(alertmanager.Address.Authority, StringComparison.Ordinal),
            found => found,
            cancellationToken);
    }

    private static async Task CallWithAFailingObserverAsync(RealCollector collector, CancellationToken cancellationToken)
    {
        await using var provider = await ProviderSimulator.StartAsync(
            timeProvider: new HurriedTime(), cancellationToken: cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = Job });
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(collector, "grpc"));
        builder.AddLlmCostTelemetry();
        builder.Services.AddSingleton<ICostObserver, FailingObserver>();
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        var client = SimulatedClients.Create(provider.Address, host.Services)[0];
        await client.GetResponseAsync("Hi?", cancellationToken: cancellationToken);

        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        await host.StopAsync(cancellationToken);
    }
}

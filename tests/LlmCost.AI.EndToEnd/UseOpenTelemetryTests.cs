using System.ClientModel;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenAI;
using OpenTelemetry.Metrics;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd;

/// <summary>Cost metering together with <c>UseOpenTelemetry()</c> of Microsoft.Extensions.AI.</summary>
public sealed class UseOpenTelemetryTests(TelemetryBackend backend)
{
    private const int Calls = 5;
    private const string Other = "Experimental.Microsoft.Extensions.AI";

    [Theory]
    [InlineData("outside", false)]
    [InlineData("outside", true)]
    [InlineData("inside", false)]
    [InlineData("inside", true)]
    public async Task EitherOrder_CountsEachCallOnce(string place, bool streaming)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = $"use-opentelemetry-{place}-{(streaming ? "streaming" : "whole")}";
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = job });
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(backend.Collector, "grpc"));
        builder.AddLlmCostTelemetry();
        List<Metric> exported = [];
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(Other).AddInMemoryExporter(exported));
        EndMarker.AddTo(builder);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await using var provider = await ProviderSimulator.StartAsync(
            timeProvider: new HurriedTime(), cancellationToken: cancellationToken);
        using var client = CreateClient(provider.Address, place, host.Services);

        for (var call = 0; call < Calls; call++)
        {
            await AskAsync(client, $"Question {call}", streaming, cancellationToken);
        }

        EndMarker.Send(host.Services);
        await EndMarker.WaitAsync(backend.Prometheus, job, cancellationToken);

        var tokens = provider.Ledger.Reported;
        var input = tokens.Where(entry => entry.Key.TokenClass.StartsWith("input", StringComparison.Ordinal))
            .Sum(entry => entry.Value);
        var output = tokens.Sum(entry => entry.Value) - input;
        Assert.Equal(input, await SumAsync("gen_ai_client_token_usage_sum", "gen_ai_token_type='input'"));
        Assert.Equal(output, await SumAsync("gen_ai_client_token_usage_sum", "gen_ai_token_type='output'"));
        Assert.Equal(Calls, await SumAsync("gen_ai_client_token_usage_count", "gen_ai_token_type='input'"));
        Assert.Equal(Calls, await SumAsync("gen_ai_client_token_usage_count", "gen_ai_token_type='output'"));
        Assert.Equal(Calls, await SumAsync("gen_ai_client_operation_duration_seconds_count", ""));
        Assert.Equal(input + output, await SumAsync("llmcost_usage_tokens_total", ""));
        Assert.Equal(Calls, await SumAsync("llmcost_calls_total", ""));

        // If two meters have the same series, Prometheus' OTLP endpoint drops one of the series without an error. Therefore, the
        // sent data is checked too.
        Assert.Equal([Other], exported.Where(metric => metric.Name.StartsWith("gen_ai.", StringComparison.Ordinal))
            .Select(metric => metric.MeterName).Distinct());

        async Task<double> SumAsync(string metric, string matchers)
        {
            var sum = await backend.Prometheus.QueryAsync(
                $$"""sum({{metric}}{job="{{job}}", {{matchers}}})""", cancellationToken);
            return Assert.Single(sum).Value;
        }
    }

    private static IChatClient CreateClient(Uri provider, string place, IServiceProvider services)
    {
        var openAI = new OpenAIClient(
            new ApiKeyCredential("simulated"), new OpenAIClientOptions { Endpoint = new Uri(provider, "v1") });
        var builder = openAI.GetChatClient("gpt-4o-mini").AsIChatClient().AsBuilder();

        return (place == "outside" ? builder.UseOpenTelemetry().UseCostMetering() : builder.UseCostMetering().UseOpenTelemetry())
            .Build(services);
    }

    private static async Task AskAsync(IChatClient client, string question, bool streaming, CancellationToken cancellationToken)
    {
        if (!streaming)
        {
            await client.GetResponseAsync(question, cancellationToken: cancellationToken);
            return;
        }

        await foreach (var update in client.GetStreamingResponseAsync(question, cancellationToken: cancellationToken))
        {
            Assert.NotNull(update);
        }
    }
}

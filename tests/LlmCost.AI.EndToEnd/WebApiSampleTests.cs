using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd;

/// <summary>The web API sample with Azure OpenAI, started as a user would.</summary>
public sealed partial class WebApiSampleTests(TelemetryBackend backend)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutAnEndpoint_TheSimulatedProviderAnswers_AndEachEndpointIsAFeature()
    {
        await using var app = Start(out var address);
        using var client = await ConnectAsync(app, address);

        var headers = new List<decimal>();
        foreach (var path in (string[])["posts", "summaries", "summaries"])
        {
            using var response = await client.PostAsJsonAsync(path, new { text = "Bees make honey." }, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            headers.Add(decimal.Parse(response.Headers.GetValues("X-Cost-USD").Single(), CultureInfo.InvariantCulture));
        }

        var costs = Cost().Matches(await client.GetStringAsync("metrics", Token))
            .GroupBy(match => match.Groups["feature"].Value)
            .ToDictionary(
                feature => feature.Key,
                feature => feature.Sum(match => double.Parse(match.Groups["cost"].Value, CultureInfo.InvariantCulture)));
        Assert.Equal((double)headers[0], costs["generate_content"], tolerance: 1e-12);
        Assert.Equal((double)(headers[1] + headers[2]), costs["summarize"], tolerance: 1e-12);
        Assert.All(headers, cost => Assert.True(cost > 0));
    }

    [Fact]
    public async Task UserWithAnExhaustedBudget_Gets403_AndUserAboveTheRate_Gets429()
    {
        await using var app = Start(out var address);
        using var client = await ConnectAsync(app, address);

        var exhausted = await PostUntilRefusedAsync(client, "trial-key");
        var rateLimited = await PostUntilRefusedAsync(client, "alices-key");

        Assert.Equal((HttpStatusCode.Forbidden, false), exhausted);
        Assert.Equal((HttpStatusCode.TooManyRequests, true), rateLimited);
    }

    [Fact]
    public async Task WithAnEndpointAndAKey_TheConfiguredServiceAnswers()
    {
        await using var provider = await ProviderSimulator.StartAsync(cancellationToken: Token);
        await using var app = Start(
            out var address, ("AzureOpenAI__Endpoint", provider.Address.AbsoluteUri), ("AzureOpenAI__Key", "a-key"),
            ("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1"));
        using var client = await ConnectAsync(app, address);

        using var response = await client.PostAsJsonAsync("summaries", new { text = "Bees make honey." }, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, provider.Ledger.CompletedCalls);
    }

    [Fact]
    public async Task WithAnOtlpEndpoint_TheSameMetricsArriveInPrometheus_Once()
    {
        const string Job = "web-api-sample";
        var settings = TelemetrySettings.To(backend.Collector, "grpc");
        settings["OTEL_SERVICE_NAME"] = Job;
        await using var app = Start(out var address, [.. settings.Select(setting => (setting.Key, setting.Value!))]);
        using var client = await ConnectAsync(app, address);
        using var response = await client.PostAsJsonAsync("posts", new { text = "Bees make honey." }, Token);
        var cost = double.Parse(response.Headers.GetValues("X-Cost-USD").Single(), CultureInfo.InvariantCulture);

        var sum = await backend.Prometheus.QueryUntilAsync(
            $$"""sum(llmcost_usage_cost_total{job="{{Job}}"})""",
            found => found.Count == 1 && found[0].Value >= cost * (1 - 1e-12), Token);
        var calls = await backend.Prometheus.QueryUntilAsync(
            $$"""sum(gen_ai_client_operation_duration_seconds_count{job="{{Job}}"})""",
            found => found.Count == 1 && found[0].Value > 0, Token);

        Assert.Equal(cost, sum[0].Value, tolerance: cost * 1e-12);
        Assert.Equal(1, calls[0].Value);
    }

    private static async Task<(HttpStatusCode Status, bool HasRetryAfter)> PostUntilRefusedAsync(HttpClient client, string key)
    {
        for (var sent = 0; sent < 11; sent++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "posts");
            request.Headers.Add("X-Api-Key", key);
            request.Content = JsonContent.Create(new { text = "Bees make honey." });
            using var response = await client.SendAsync(request, Token);
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
                return (response.StatusCode, response.Headers.RetryAfter is not null);
            }
        }

        return (HttpStatusCode.OK, false);
    }

    private static RealProcess Start(out Uri address, params (string Name, string Value)[] environment)
    {
        var configuration =
            typeof(WebApiSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        address = new Uri($"http://127.0.0.1:{FreePort.Find(1)[0]}");
        return RealProcess.Start(
            "dotnet", [Repository.File($"samples/WebApi/bin/{configuration}/net10.0/WebApi.dll"), "--urls", address.ToString()],
            environment);
    }

    private static async Task<HttpClient> ConnectAsync(RealProcess app, Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        await app.WaitUntilAsync(async token => await client.GetStringAsync("health", token) is "Healthy", Token);
        return client;
    }

    [GeneratedRegex(
        """^llmcost_usage_cost_total\{.*llmcost_feature="(?<feature>[^"]+)".*\} (?<cost>\S+)$""", RegexOptions.Multiline)]
    private static partial Regex Cost();
}

using LlmCost.AI;
using Microsoft.Extensions.AI;
using OpenTelemetry.Metrics;
using SimulatedProvider;
using WebApi;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// The meter, with its deployments and tags from appsettings.json, and its metrics: at /metrics, and over OTLP to wherever OTEL_EXPORTER_OTLP_ENDPOINT says.
builder.Services.AddCostMetering().AddOpenAIUsage();
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddLlmCostInstrumentation().AddPrometheusExporter());
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
{
    builder.AddLlmCostTelemetry();
}

// The chat client: Azure OpenAI's, metered last, next to the provider.
var azure = builder.Configuration.GetSection("AzureOpenAI").Get<AzureOpenAIOptions>() ?? new();
await using var simulated = azure.Endpoint is { Length: > 0 } ? null : await ProviderSimulator.StartAsync();
builder.Services.AddChatClient(_ => azure.CreateClient(simulated?.Address))
    .UseFunctionInvocation()
    .UseCostMetering(configure: client => client.ProviderName = "azure.ai.openai");
builder.Services.AddHealthChecks();

var app = builder.Build();

// What a call is made for: the name of the endpoint.
app.Use(async (context, next) =>
{
    using var scope = CostScope.Begin(feature: context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName, ("team", "content"));
    using var tally = CostTally.Begin();
    context.Response.OnStarting(() =>
    {
        context.Response.Headers["X-Cost-USD"] = tally.Cost is { } cost ? FormattableString.Invariant($"{cost}") : "unknown";
        return Task.CompletedTask;
    });
    await next(context);
});

app.MapPost("/posts", async (Prompt prompt, IChatClient chat, CancellationToken cancellationToken) =>
    new Reply((await chat.GetResponseAsync($"Write a blog post that follows this outline: {prompt.Text}", cancellationToken: cancellationToken)).Text))
    .WithName("generate_content");

app.MapPost("/summaries", async (Prompt prompt, IChatClient chat, CancellationToken cancellationToken) =>
    new Reply((await chat.GetResponseAsync($"Summarize in three sentences: {prompt.Text}", cancellationToken: cancellationToken)).Text))
    .WithName("summarize");

app.MapHealthChecks("/health");
app.MapPrometheusScrapingEndpoint();

await app.RunAsync();

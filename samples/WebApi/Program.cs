using LlmCost.AI;
using Microsoft.Extensions.AI;
using OpenTelemetry.Metrics;
using SimulatedProvider;
using WebApi;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// Adds the meter, configured in appsettings.json. Its metrics are available at /metrics, and exported over OTLP if
// OTEL_EXPORTER_OTLP_ENDPOINT is set.
builder.Services.AddCostMetering().AddOpenAIUsage()

    // Limits each user. Requests that exceed a limit receive problem details with status 429 and Retry-After, or with status 403.
    .AddBudgets(budgets => budgets
        .Add("user-day", budget => budget.Usd(1).PerDay().ForEach("user").Override("trial-*", usd: 0.02m))
        .Add("user-rate", budget => budget.Requests(10).Rolling(TimeSpan.FromMinutes(1)).ForEach("user")))
    .AddBudgetProblemDetails()

    // Stores the record of every call. For a report, run: llmcost ledger report --ledger FOLDER --by feature,model
    .AddLedger();
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddLlmCostInstrumentation().AddPrometheusExporter());
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
{
    builder.AddLlmCostTelemetry();
}

// Adds the chat client of Azure OpenAI. UseCostMetering() comes last, so that the meter is next to the provider.
var azure = builder.Configuration.GetSection("AzureOpenAI").Get<AzureOpenAIOptions>() ?? new();
await using var simulated = azure.Endpoint is { Length: > 0 } ? null : await ProviderSimulator.StartAsync();
builder.Services.AddChatClient(_ => azure.CreateClient(simulated?.Address))
    .UseFunctionInvocation()
    .UseCostMetering(configure: client => client.ProviderName = "azure.ai.openai");
builder.Services.AddHealthChecks();

// The users by API key. Real apps should read the user from the claims: a client that can choose its own user name can evade
// the limit.
var users = builder.Configuration.GetSection("ApiKeys").Get<Dictionary<string, string>>() ?? [];

var app = builder.Build();
app.UseExceptionHandler();

// Attributes model calls to the endpoint name and the user, and returns the cost of the calls in a header.
app.Use(async (context, next) =>
{
    var endpointName = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
    var user = users.GetValueOrDefault(context.Request.Headers["X-Api-Key"].ToString(), "anonymous");
    using var scope = CostScope.Begin(feature: endpointName, ("team", "content"), ("user", user));
    using var tally = CostTally.Begin();
    context.Response.OnStarting(() =>
    {
        context.Response.Headers["X-Cost-USD"] = tally.Cost is { } cost ? FormattableString.Invariant($"{cost}") : "unknown";
        return Task.CompletedTask;
    });
    await next(context);
});

app.MapPost("/posts", async (Prompt prompt, IChatClient chat, CancellationToken cancellationToken) =>
{
    var text = $"Write a blog post that follows this outline: {prompt.Text}";
    return new Reply((await chat.GetResponseAsync(text, cancellationToken: cancellationToken)).Text);
}).WithName("generate_content");

app.MapPost("/summaries", async (Prompt prompt, IChatClient chat, CancellationToken cancellationToken) =>
{
    var text = $"Summarize in three sentences: {prompt.Text}";
    return new Reply((await chat.GetResponseAsync(text, cancellationToken: cancellationToken)).Text);
}).WithName("summarize");

app.MapHealthChecks("/health");

// Shows live costs at http://localhost:5000/llmcost. In Development, the page is accessible on this machine only.
app.MapLlmCostDashboard();
app.MapPrometheusScrapingEndpoint();

await app.RunAsync();

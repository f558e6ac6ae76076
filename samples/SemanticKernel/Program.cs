using System.ClientModel;
using Azure.AI.OpenAI;
using Azure.Identity;
using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;
using SimulatedProvider;

var builder = Host.CreateApplicationBuilder(
    new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

// Calls Azure OpenAI with a key or with the identity of the app. If no endpoint is configured, calls the simulated provider.
var azure = builder.Configuration.GetSection("AzureOpenAI");
await using var simulated = azure["Endpoint"] is { Length: > 0 } ? null : await ProviderSimulator.StartAsync();
HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);
var endpoint = simulated?.Address ?? new Uri(azure["Endpoint"]!);
var client = simulated is null && string.IsNullOrEmpty(azure["Key"])
    ? new AzureOpenAIClient(endpoint, new DefaultAzureCredential())
    : new AzureOpenAIClient(endpoint, new ApiKeyCredential(azure["Key"] is { Length: > 0 } key ? key : "simulated"));

builder.Services.AddKernel();
builder.Services.AddAzureOpenAIChatCompletion(azure["Deployment"]!, client);

// Adds the meter for all services of the kernel. Its metrics are exported if OTEL_EXPORTER_OTLP_ENDPOINT is set.
builder.Services
    .AddCostMetering(options =>
    {
        // By default, calls to loopback addresses have no price.
        if (simulated is not null)
        {
            options.ProviderHosts[simulated.Address.Host] = "azure.ai.openai";
        }
    })
    .AddSemanticKernel();
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
{
    builder.AddLlmCostTelemetry();
}

using var host = builder.Build();
await host.StartAsync();
var kernel = host.Services.GetRequiredService<Kernel>();

// Defines two prompts, and a function that invokes both.
var blog = kernel.ImportPluginFromFunctions("blog",
[
    kernel.CreateFunctionFromPrompt("Summarize in three sentences: {{$post}}", functionName: "summarize"),
    kernel.CreateFunctionFromPrompt("List ten keywords of: {{$post}}", functionName: "extract_keywords"),
    kernel.CreateFunctionFromMethod(
        async (Kernel invoker, string post) =>
        {
            var summary = await invoker.InvokeAsync("blog", "summarize", new() { ["post"] = post });
            var keywords = await invoker.InvokeAsync("blog", "extract_keywords", new() { ["post"] = post });
            Print("blog.summarize", summary.GetCost());
            Print("blog.extract_keywords", keywords.GetCost());
            return $"{summary}\n{keywords}";
        },
        functionName: "teaser"),
]);

var teaser = await kernel.InvokeAsync(blog["teaser"], new() { ["post"] = "Bees make honey from the nectar of flowers." });
Print("blog.teaser", teaser.GetCost());

await host.StopAsync();

static void Print(string function, CostSummary? cost) => Console.WriteLine(FormattableString.Invariant(
    $"{function,-22} {cost?.Total} USD in {cost?.Calls} calls, {cost?.TotalWithoutInner} USD of it in the function itself"));

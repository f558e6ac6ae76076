using System.ClientModel;
using System.ClientModel.Primitives;
using LlmCost.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NativeAot;
using OpenAI;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// Adds the meter. Its metrics are exported if OTEL_EXPORTER_OTLP_ENDPOINT is set.
builder.Services.AddCostMetering().AddOpenAIUsage();
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
{
    builder.AddLlmCostTelemetry();
}

// Adds a metered client of OpenAI. Without a key, the client receives a recorded response.
var key = builder.Configuration["OPENAI_API_KEY"];
using var recorded = new HttpClient(new RecordedAnswer());
var openAI = string.IsNullOrEmpty(key)
    ? new OpenAIClient(
        new ApiKeyCredential("none"), new OpenAIClientOptions { Transport = new HttpClientPipelineTransport(recorded) })
    : new OpenAIClient(key);
builder.Services.AddChatClient(openAI.GetChatClient("gpt-4o-mini").AsIChatClient()).UseCostMetering();

using var host = builder.Build();
await host.StartAsync();

using (var tally = CostTally.Begin())
{
    var answer = await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("What is honey made of?");
    Console.WriteLine(answer.Text);
    Console.WriteLine(FormattableString.Invariant($"{tally.Cost} USD for {answer.Usage?.TotalTokenCount} tokens"));
}

await host.StopAsync();

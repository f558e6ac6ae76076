using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAI;
using Serverless;

// A serverless platform starts the process once, passes one event at a time to it, and freezes the process between events. In
// this sample, each line of standard input is an event, and each line of standard output is a response.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
{
    Args = args,
    ContentRootPath = AppContext.BaseDirectory,
});
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddCostMetering().AddLedger();
builder.AddLlmCostTelemetry();
builder.Services.AddSingleton<Handler>();

// Uses OpenAI if a key is set, and a fake client otherwise.
var key = builder.Configuration["OPENAI_API_KEY"];
builder.Services.AddChatClient(_ => key is { Length: > 0 }
    ? new OpenAIClient(key).GetChatClient("gpt-5.1").AsIChatClient()
    : new FakeChatClient("openai", "gpt-5.1").Answer("Bees make it from nectar.", input: 1_200, output: 300)).UseCostMetering();

using var host = builder.Build();
await host.StartAsync();
var handler = host.Services.GetRequiredService<Handler>();
while (await Console.In.ReadLineAsync() is { } question)
{
    Console.WriteLine(await handler.HandleAsync(question));
}

await host.StopAsync();

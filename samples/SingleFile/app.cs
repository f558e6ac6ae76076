#!/usr/bin/env dotnet
// In your own app, replace the #:project lines with: #:package LlmCost.AI@* and #:package LlmCost.AI.Testing@*
#:project ../../src/LlmCost.AI/LlmCost.AI.csproj
#:project ../../src/LlmCost.AI.Testing/LlmCost.AI.Testing.csproj
#:package Microsoft.Extensions.AI.OpenAI
#:property PublishAot=false

using LlmCost.AI;
using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;
using OpenAI;

// Uses OpenAI if a key is set, and a fake client otherwise.
var key = Environment.GetEnvironmentVariable("OPENAI_API_KEY");
var provider = key is { Length: > 0 }
    ? new OpenAIClient(key).GetChatClient("gpt-5.1").AsIChatClient()
    : new FakeChatClient("openai", "gpt-5.1").Answer("Bees make honey of nectar.", input: 1_200, output: 300);
using var client = provider.AsBuilder().UseCostMetering().Build();

using var tally = CostTally.Begin();
var response = await client.GetResponseAsync(args.Length > 0 ? string.Join(' ', args) : "What is honey made of?");

Console.WriteLine(response.Text);
Console.WriteLine(FormattableString.Invariant($"{tally.Cost:0.########} USD in {tally.Calls} call"));

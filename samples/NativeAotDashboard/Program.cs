using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;

// A web app with the dashboard, published as native code. A fake client replaces the provider.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddCostMetering().AddBudgets(budgets => budgets.Add("day", budget => budget.Usd(5).PerDay()));
builder.Services.AddChatClient(new FakeChatClient("openai", "gpt-5.1").Answer("Bees make it.", input: 1_200, output: 300))
    .UseCostMetering();

var app = builder.Build();
app.MapGet("/honey", async (HttpContext context, IChatClient chat) =>
    await context.Response.WriteAsync((await chat.GetResponseAsync("What is honey made of?")).Text));
app.MapLlmCostDashboard();
await app.RunAsync();

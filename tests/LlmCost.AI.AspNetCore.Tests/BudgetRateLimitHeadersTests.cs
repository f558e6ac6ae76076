using System.Net;
using LlmCost.AI.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>Tests the response headers with the limits of budgets.</summary>
public sealed class BudgetRateLimitHeadersTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task SuccessfulResponse_HasHeadersWithTheLimitsOfRequestsAndTokens()
    {
        await using var app = await StartAsync(budgets => budgets
            .Add("user-minute", budget => budget.Requests(20).Rolling(TimeSpan.FromMinutes(1)))
            .Add("user-day", budget => budget.OutputTokens(100_000).Usd(5).PerDay().ForEach("user"))
            .Add("company", budget => budget.Requests(1_000).Lifetime())
            .Add("trial", budget => budget.Requests(10).PerDay().Shadow()));

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """
            "company";q=1000, "user-day/output-tokens";q=100000;w=86400;qu="output-tokens", "user-minute";q=20;w=60
            """,
            HeaderOf(response, "RateLimit-Policy"));
        Assert.Equal(
            """
            "company";r=999, "user-day/output-tokens";r=99000;t=43200, "user-minute";r=19
            """,
            HeaderOf(response, "RateLimit"));
    }

    [Theory]
    [InlineData("/none")]
    [InlineData("/fails")]
    public async Task ResponseWithoutCallsOrWithAnError_HasNoHeaders(string path)
    {
        await using var app = await StartAsync(budgets => budgets.Add("all", budget => budget.Requests(10)));

        using var response = await app.GetAsync(path);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("RateLimit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RefusedRequest_HasNoHeaders()
    {
        await using var app = await StartAsync(budgets => budgets.Add("all", budget => budget.Requests(0).PerDay()));

        using var response = await app.GetAsync();

        Assert.True((int)response.StatusCode >= 400);
        Assert.False(response.Headers.Contains("RateLimit"));
    }

    private static string HeaderOf(HttpResponseMessage response, string name) =>
        string.Join(", ", response.Headers.GetValues(name));

    private static Task<TestApp> StartAsync(Action<BudgetsBuilder> budgets) => TestApp.StartAsync(
        app =>
        {
            ((IApplicationBuilder)app).UseBudgetRateLimitHeaders();
            app.MapGet("/", (IChatClient client) => AskAsync(client));
            app.MapGet("/none", () => "none");
            app.MapGet("/fails", async (IChatClient client) =>
            {
                await AskAsync(client);
                return Results.StatusCode(StatusCodes.Status502BadGateway);
            });
        },
        addServices: services =>
        {
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(s_noon));
            services.AddCostMetering().AddBudgets(budgets);
            services.AddChatClient(new FakeChatClient("openai", "gpt-4o").Answer("Hi")).UseCostMetering();
        });

    private static async Task<string> AskAsync(IChatClient client)
    {
        using var scope = CostScope.Begin(tags: [new("user", "alice")]);
        return (await client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 })).Text;
    }
}

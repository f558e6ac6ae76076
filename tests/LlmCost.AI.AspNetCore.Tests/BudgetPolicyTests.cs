using System.Net;
using LlmCost.AI.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>Tests the rate limiting policy of a budget.</summary>
public sealed class BudgetPolicyTests
{
    private static readonly DateTimeOffset s_evening = new(2026, 11, 24, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task UsedUpBudget_RefusesRequestsBeforeTheyAreProcessed_UntilTheWindowEnds()
    {
        var clock = new FakeTimeProvider(s_evening);
        var work = 0;
        await using var app = await StartAsync(clock, b => b.Requests(2).PerDay().ForEach("user"), () => work++);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice")).StatusCode);
        using var refused = await AskAsync(app, "alice");
        using var other = await AskAsync(app, "bob");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromHours(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(3, work);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice")).StatusCode);
    }

    [Fact]
    public async Task BudgetThatIsNotUsedUp_ReservesNothingForARequest()
    {
        await using var app = await StartAsync(new FakeTimeProvider(s_evening), b => b.Requests(1).PerDay().ForEach("user"));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice", "/none")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice", "/none")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(app, "alice", "/none")).StatusCode);
    }

    [Fact]
    public async Task WindowWithoutEnd_HasNoRetryTime()
    {
        await using var app = await StartAsync(new FakeTimeProvider(s_evening), b => b.Requests(0).Lifetime().ForEach("user"));

        using var refused = await AskAsync(app, "alice");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Null(refused.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(BudgetMode.Shadow)]
    [InlineData(BudgetMode.Observe)]
    public async Task BudgetThatDoesNotEnforce_RefusesNothing(BudgetMode mode)
    {
        await using var app = await StartAsync(
            new FakeTimeProvider(s_evening),
            b => (mode is BudgetMode.Shadow ? b.Shadow() : b.Observe()).Requests(0).ForEach("user"));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice")).StatusCode);
    }

    [Fact]
    public async Task UnreadableBudget_RefusesNothing()
    {
        await using var app = await StartAsync(new FakeTimeProvider(s_evening), b => b.Requests(0).PerDay().ForEach("tenant"));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "alice", "/none")).StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(TestApp app, string user, string path = "/") =>
        app.GetAsync($"{path}?user={user}");

    private static Task<TestApp> StartAsync(TimeProvider clock, Action<BudgetBuilder> configure, Action? work = null) =>
        TestApp.StartAsync(
            app =>
            {
                ((IApplicationBuilder)app).UseRateLimiter();
                app.MapGet("/", async (IChatClient client, string user) =>
                {
                    work?.Invoke();
                    using var scope = CostScope.Begin(tags: [new("user", user)]);
                    return (await client.GetResponseAsync("Hi")).Text;
                }).RequireRateLimiting("chat");
                app.MapGet("/none", () => "none").RequireRateLimiting("chat");
            },
            addServices: services =>
            {
                services.AddSingleton(clock);
                services.AddCostMetering().AddBudgets(budgets => budgets.Add("user-day", configure));
                services.AddChatClient(new FakeChatClient("openai", "gpt-4o").Answer("Hi")).UseCostMetering();
                services.AddRateLimiter(options =>
                {
                    options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                    options.OnRejected = (context, _) =>
                    {
                        if (context.Lease.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var wait))
                        {
                            context.HttpContext.Response.Headers.RetryAfter = $"{wait.TotalSeconds:F0}";
                        }

                        return ValueTask.CompletedTask;
                    };
                    options.AddBudgetPolicy(
                        "chat", "user-day", context => [new("user", context.Request.Query["user"].ToString())]);
                });
            });
}

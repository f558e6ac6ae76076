using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests how HTTP clients with the standard resilience handler retry refused requests to an app.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(BudgetExceededReason.RateLimited, HttpStatusCode.TooManyRequests, 2)]
    [InlineData(BudgetExceededReason.Exhausted, HttpStatusCode.Forbidden, 1)]
    public async Task StandardResilienceHandler_RetriesTransientRefusals_AfterTheTimeInTheHeader(
        BudgetExceededReason reason, HttpStatusCode status, int requests)
    {
        var (received, delays) = (0, new List<TimeSpan>());
        await using var app = await TestApp.StartAsync(app => app.MapGet("/", (HttpContext _) =>
        {
            received++;
            return Task.FromException(Refusals.Of(reason, TimeSpan.FromMilliseconds(1)));
        }));
        var services = new ServiceCollection();
        services.AddHttpClient("app", client => client.BaseAddress = app.Address)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false })
            .AddStandardResilienceHandler(options =>
            {
                options.Retry.MaxRetryAttempts = 1;
                options.Retry.OnRetry = retry =>
                {
                    delays.Add(retry.RetryDelay);
                    return ValueTask.CompletedTask;
                };
            });
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("app");

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(requests, received);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), requests - 1), delays);
    }
}

using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides an extension method that reports budget limits to HTTP clients.</summary>
public static class BudgetRateLimitApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the headers <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers) to successful
    /// responses. They contain the request and token budgets that applied to the LLM calls of the request.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <returns>The <paramref name="app"/>.</returns>
    /// <remarks>
    /// The names of these budgets become visible to clients, but the values of their scopes do not. Calls that begin after the
    /// first byte of the response are not included.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is <see langword="null"/>.</exception>
    public static IApplicationBuilder UseBudgetRateLimitHeaders(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);

        return app.Use(async (context, next) =>
        {
            using var watch = BudgetWatch.Begin();
            context.Response.OnStarting(() =>
            {
                var time = context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
                BudgetRateLimitHeaders.Add(context.Response, watch.Statuses, time.GetUtcNow());
                return Task.CompletedTask;
            });
            await next(context);
        });
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

/// <summary>Tests the responses to HTTP requests in which a budget refused a model call.</summary>
public sealed class BudgetProblemDetailsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BudgetExceededReason.None, 403, null, "none")]
    [InlineData(BudgetExceededReason.RateLimited, 429, 13, "rate-limited")]
    [InlineData(BudgetExceededReason.InFlight, 429, 13, "in-flight")]
    [InlineData(BudgetExceededReason.Exhausted, 403, null, "exhausted")]
    [InlineData(BudgetExceededReason.TooLarge, 413, null, "too-large")]
    [InlineData(BudgetExceededReason.Unpriced, 422, null, "unpriced")]
    [InlineData(BudgetExceededReason.StoreUnavailable, 503, 13, "store-unavailable")]
    [InlineData(BudgetExceededReason.CutOff, 403, null, "cut-off")]
    [InlineData(BudgetExceededReason.MissingScope, 422, null, "missing-scope")]
    public async Task Reason_DeterminesStatus_RetryAfterInWholeSeconds_AndType(
        BudgetExceededReason reason, int status, int? retryAfter, string type)
    {
        await using var app = await TestApp.StartThrowingAsync(Refusals.Of(reason, TimeSpan.FromSeconds(12.001)));

        using var response = await app.GetAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, response.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await ReadAsync(response);
        Assert.Equal($"https://www.nuget.org/packages/LlmCost.AI.AspNetCore#{type}", problem.GetProperty("type").GetString());
        Assert.Equal(type.Replace('-', '_'), problem.GetProperty("reason").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(retryAfter is not null, problem.TryGetProperty("retry_after", out _));
    }

    [Fact]
    public void Reasons_AreAllCovered() =>
        Assert.Equal(
            Enum.GetValues<BudgetExceededReason>().Length,
            typeof(BudgetProblemDetailsTests).GetMethod(nameof(Reason_DeterminesStatus_RetryAfterInWholeSeconds_AndType))!
                .GetCustomAttributes<InlineDataAttribute>().Count());

    [Fact]
    public async Task Body_HasTheSumsOfTheBudget_ButNoValuesOfItsScope()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.RateLimited, TimeSpan.FromSeconds(12)), addServices: RemoveTraceId);

        using var response = await app.GetAsync();

        Assert.Equal(
            """
            {"type":"https://www.nuget.org/packages/LlmCost.AI.AspNetCore#rate-limited","title":"The rate limit is reached.",
            "status":429,"detail":"Budget 'user-day' refused the call.","reason":"rate_limited","budget":"user-day","unit":"usd",
            "limit":2.00,"spent":1.95,"reserved":0.04,"requested":0.012345678,"also_exceeded":["company-month"],
            "resets_at":"2026-12-01T00:00:00+01:00","retry_after":12}
            """.ReplaceLineEndings(""),
            (await response.Content.ReadAsStringAsync(Token)).Replace(@"\u0027", "'", StringComparison.Ordinal)
                .Replace(@"\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_OfARefusalWithoutARetryTime_HasNoRetryTime()
    {
        var refusal = new BudgetExceededException("Refused.") { Reason = BudgetExceededReason.Exhausted, Budget = "run" };
        await using var app = await TestApp.StartThrowingAsync(refusal, addServices: RemoveTraceId);

        using var response = await app.GetAsync();

        Assert.Equal(
            """
            {"type":"https://www.nuget.org/packages/LlmCost.AI.AspNetCore#exhausted","title":"The budget is exhausted.",
            "status":403,"detail":"Refused.","reason":"exhausted","budget":"run","unit":"none","limit":0,"spent":0,"reserved":0,
            "requested":0,"also_exceeded":[]}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task IncludeScope_AddsTheValuesOfTheScope()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.Exhausted), settings: ("LlmCost:BudgetProblemDetails:IncludeScope", "true"));

        using var response = await app.GetAsync();

        Assert.Equal("""["user=alice@example.com"]""", (await ReadAsync(response)).GetProperty("scope").GetRawText());
    }

    [Fact]
    public async Task Body_IsWrittenWithoutReflection()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.InFlight, TimeSpan.FromSeconds(1)),
            options => options.IncludeScope = true,
            services => services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<JsonOptions>>(
                new ConfigureOptions<JsonOptions>(json =>
                    json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine()))));

        using var response = await app.GetAsync();

        Assert.Equal("""["company-month"]""", (await ReadAsync(response)).GetProperty("also_exceeded").GetRawText());
    }

    [Fact]
    public async Task StatusCodes_OfConfigurationAndCode_ReplaceTheDefaults()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                foreach (var reason in Enum.GetValues<BudgetExceededReason>())
                {
                    app.MapGet($"/{reason}", (HttpContext _) => Task.FromException(Refusals.Of(reason)));
                }
            },
            options => options.StatusCodes[BudgetExceededReason.TooLarge] = 400,
            settings: [("LlmCost:BudgetProblemDetails:StatusCodes:Exhausted", "402")]);

        using var exhausted = await app.GetAsync("/Exhausted");
        using var tooLarge = await app.GetAsync("/TooLarge");
        using var unpriced = await app.GetAsync("/Unpriced");

        Assert.Equal(HttpStatusCode.PaymentRequired, exhausted.StatusCode);
        Assert.Equal(402, (await ReadAsync(exhausted)).GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unpriced.StatusCode);
    }

    [Fact]
    public async Task TransientRefusalOfUnknownLength_HasNoRetryAfter()
    {
        await using var app = await TestApp.StartThrowingAsync(Refusals.Of(BudgetExceededReason.StoreUnavailable));

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task RefusalWhoseRetryTimeHasPassed_MayBeRetriedImmediately()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.RateLimited, TimeSpan.FromSeconds(-1)));

        using var response = await app.GetAsync();

        Assert.Equal(TimeSpan.Zero, response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [MemberData(nameof(Wrappers))]
    public async Task RefusalInsideOtherExceptions_IsFound(string wrapper, Func<Exception, Exception> wrap)
    {
        await using var app = await TestApp.StartThrowingAsync(wrap(Refusals.Of(BudgetExceededReason.TooLarge)));

        using var response = await app.GetAsync();

        Assert.True(response.StatusCode is HttpStatusCode.RequestEntityTooLarge, wrapper);
        Assert.Equal("Budget 'user-day' refused the call.", (await ReadAsync(response)).GetProperty("detail").GetString());
    }

    public static TheoryData<string, Func<Exception, Exception>> Wrappers => new()
    {
        { "reflection", refusal => new TargetInvocationException(refusal) },
        { "tasks", refusal => new AggregateException(new TimeoutException(), refusal) },
        { "several", refusal => new InvalidOperationException("", new AggregateException(new IOException("", refusal))) },
    };

    [Fact]
    public async Task OtherExceptions_AreLeftToTheApp()
    {
        await using var plain = await TestApp.StartThrowingAsync(new InvalidOperationException("Secret"));
        await using var handled = await TestApp.StartThrowingAsync(
            new TimeoutException(), addServices: services => services.AddExceptionHandler<TeapotHandler>());

        using var error = await plain.GetAsync();
        using var teapot = await handled.GetAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        Assert.False((await ReadAsync(error)).TryGetProperty("reason", out _));
        Assert.Equal(StatusCodes.Status418ImATeapot, (int)teapot.StatusCode);
    }

    [Fact]
    public async Task HandlerThatTheAppRegistersLater_ReceivesNoRefusals()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.Exhausted),
            addServices: services => services.AddExceptionHandler<TeapotHandler>());

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task CustomizationOfTheApp_Applies_AndReceivesTheRefusal()
    {
        await using var app = await TestApp.StartThrowingAsync(
            new TargetInvocationException(Refusals.Of(BudgetExceededReason.Exhausted)),
            addServices: services => services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            {
                context.ProblemDetails.Extensions.Remove("spent");
                context.ProblemDetails.Instance = ((BudgetExceededException)context.Exception!).Budget;
            }));

        using var response = await app.GetAsync();

        var problem = await ReadAsync(response);
        Assert.Equal("user-day", problem.GetProperty("instance").GetString());
        Assert.False(problem.TryGetProperty("spent", out _));
        Assert.True(problem.TryGetProperty("traceId", out _));
    }

    [Fact]
    public async Task ClientThatAcceptsNoProblemDetails_GetsStatusAndHeadersWithoutABody()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.RateLimited, TimeSpan.FromSeconds(3)));
        app.Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("application/json", "application/problem+json", "\"also_exceeded\":[\"company-month\"]")]
    [InlineData("application/xml", "application/problem+xml", "<also_exceeded>company-month</also_exceeded>")]
    public async Task Controller_IsAnsweredInTheFormatThatTheClientAccepts(string accept, string format, string member)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapControllers(),
            options => options.IncludeScope = true,
            services => services.AddControllers().AddXmlSerializerFormatters()
                .AddApplicationPart(typeof(RefusedController).Assembly));
        app.Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));

        using var response = await app.GetAsync("/refused");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(format, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(member, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondRegistration_OnlyAddsToTheOptions()
    {
        await using var app = await TestApp.StartThrowingAsync(
            Refusals.Of(BudgetExceededReason.Exhausted),
            addServices: services =>
            {
                services.AddCostMetering().AddBudgetProblemDetails(
                    options => options.StatusCodes[BudgetExceededReason.Exhausted] = 402);
                Assert.Single(services, service => service.ServiceType == typeof(IExceptionHandler));
            });

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
    }

    private static void RemoveTraceId(IServiceCollection services) =>
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("traceId"));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));
        return document.RootElement.Clone();
    }
}

using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests streamed responses that end because a budget refuses to continue.</summary>
public sealed class BudgetStreamTests
{
    private const string Problem =
        """
        {"type":"https://www.nuget.org/packages/LlmCost.AI.AspNetCore#cut-off",
        "title":"The response was cut off by the budget.","status":403,"detail":"Refused.","reason":"cut_off","budget":"run",
        "unit":"none","limit":0,"spent":0,"reserved":0,"requested":0,"also_exceeded":[]}
        """;

    private static readonly BudgetExceededException s_cutOff =
        new("Refused.") { Reason = BudgetExceededReason.CutOff, Budget = "run" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TextEvents_EndWithTheProblem()
    {
        await using var app = await StartAsync(app => app.MapGet("/", (HttpContext context) =>
            TypedResults.ServerSentEvents(
                EndAsync([new SseItem<string>("Bees make"), new SseItem<string>("honey.")], new AggregateException(s_cutOff))
                    .WithBudgetErrors(context))));

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $"data: Bees make\n\ndata: honey.\n\nevent: error\ndata: {Problem.ReplaceLineEndings("")}\n\n",
            await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task ObjectEvents_MatchThoseOfTheFramework_AndEndWithTheProblem()
    {
        SseItem<Animal?>[] items =
        [
            new(new Bee { Name = "Maja", Stripes = 3 }, "animal")
            {
                EventId = "7",
                ReconnectionInterval = TimeSpan.FromSeconds(2),
            },
            new(null),
        ];
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/plain", () => TypedResults.ServerSentEvents(items.ToAsyncEnumerable()));
            app.MapGet("/", (HttpContext context) =>
                TypedResults.ServerSentEvents(EndAsync(items, s_cutOff).WithBudgetErrors(context)));
        });

        using var plain = await app.GetAsync("/plain");
        using var response = await app.GetAsync();

        var events = await plain.Content.ReadAsStringAsync(Token);
        Assert.Contains("\"$type\":\"bee\"", events, StringComparison.Ordinal);
        Assert.Equal(
            $"{events}event: error\ndata: {Problem.ReplaceLineEndings("")}\n\n",
            await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task EventsOfBytesAndPlainObjects_MatchThoseOfTheFramework()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/bytes/plain", () => TypedResults.ServerSentEvents(Bytes()));
            app.MapGet("/bytes", (HttpContext context) => TypedResults.ServerSentEvents(Bytes().WithBudgetErrors(context)));
            app.MapGet("/objects/plain", () => TypedResults.ServerSentEvents(Objects()));
            app.MapGet("/objects", (HttpContext context) => TypedResults.ServerSentEvents(Objects().WithBudgetErrors(context)));
        });

        foreach (var path in (string[])["/bytes", "/objects"])
        {
            using var plain = await app.GetAsync($"{path}/plain");
            using var response = await app.GetAsync(path);

            Assert.Equal(
                await plain.Content.ReadAsStringAsync(Token), await response.Content.ReadAsStringAsync(Token));
        }

        static IAsyncEnumerable<SseItem<byte[]>> Bytes() => AsyncEnumerable.Repeat(new SseItem<byte[]>([.. "raw"u8]), 2);

        static IAsyncEnumerable<SseItem<object>> Objects() =>
            new SseItem<object>[] { new("text"), new(new Bee { Name = "Maja" }), new(1.5m) }.ToAsyncEnumerable();
    }

    [Fact]
    public async Task RefusalBeforeTheFirstEvent_DeterminesTheStatus()
    {
        await using var app = await StartAsync(app => app.MapGet("/", (HttpContext context) =>
            TypedResults.ServerSentEvents(
                EndAsync(
                    Array.Empty<SseItem<string>>(), Refusals.Of(BudgetExceededReason.RateLimited, TimeSpan.FromSeconds(3)))
                .WithBudgetErrors(context))));

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task RefusalBeforeTheFirstEvent_OfAResponseThatHasStarted_IsTheOnlyEvent()
    {
        await using var app = await StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.StartAsync(Token);
            await SseFormatter.WriteAsync(
                EndAsync(Array.Empty<SseItem<string>>(), s_cutOff).WithBudgetErrors(context), context.Response.Body, Token);
        }));

        using var response = await app.GetAsync();

        Assert.Equal(
            $"event: error\ndata: {Problem.ReplaceLineEndings("")}\n\n", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task JsonArray_EndsWithTheItemOfTheApp()
    {
        await using var app = await StartAsync(app => app.MapGet("/", (HttpContext context) =>
            EndAsync([new Line("Bees make", null), new Line("honey.", null)], s_cutOff)
                .WithBudgetErrors(context, problem => new Line(null, problem.Title))));

        using var response = await app.GetAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """
            [{"text":"Bees make","error":null},{"text":"honey.","error":null},
            {"text":null,"error":"The response was cut off by the budget."}]
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task JsonLines_EndWithTheItemOfTheApp()
    {
        await using var app = await StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/x-ndjson";
            var lines = EndAsync([new Line("Bees", null)], s_cutOff)
                .WithBudgetErrors(context, problem => new Line(null, (string?)problem.Extensions["reason"]));
            await foreach (var line in lines.WithCancellation(context.RequestAborted))
            {
                await context.Response.WriteAsync(JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n", Token);
            }
        }));

        using var response = await app.GetAsync();

        Assert.Equal(
            """
            {"text":"Bees","error":null}
            {"text":null,"error":"cut_off"}

            """.ReplaceLineEndings("\n"),
            await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task OtherExceptions_BreakTheStream()
    {
        await using var app = await StartAsync(app => app.MapGet("/", (HttpContext context) =>
            TypedResults.ServerSentEvents(
                EndAsync([new SseItem<string>("Bees")], new TimeoutException()).WithBudgetErrors(context))));

        await Assert.ThrowsAsync<HttpRequestException>(() => app.GetAsync());
    }

    [Fact]
    public async Task AbandonedStream_IsDisposed()
    {
        var isDisposed = false;
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddCostMetering().AddBudgetProblemDetails().Services.BuildServiceProvider(),
        };

        await foreach (var number in NumbersAsync().WithBudgetErrors(context, _ => -1))
        {
            Assert.Equal(0, number);
            break;
        }

        Assert.True(isDisposed);

        async IAsyncEnumerable<int> NumbersAsync()
        {
            try
            {
                await Task.Yield();
                yield return 0;
                yield return 1;
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public void WithoutRegistration_TheErrorNamesTheMethodToCall()
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };

        var exception = Assert.Throws<InvalidOperationException>(
            () => AsyncEnumerable.Empty<SseItem<string>>().WithBudgetErrors(context));

        Assert.Contains("AddBudgetProblemDetails()", exception.Message, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(Action<IEndpointRouteBuilder> map) =>
        TestApp.StartAsync(
            map,
            addServices: services => services
                .ConfigureHttpJsonOptions(json =>
                    json.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
                .AddProblemDetails(options =>
                    options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("traceId")));

    private static async IAsyncEnumerable<T> EndAsync<T>(IEnumerable<T> items, Exception exception)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }

        throw exception;
    }

    private sealed record Line(string? Text, string? Error);

    [JsonDerivedType(typeof(Bee), "bee")]
    private abstract class Animal
    {
        public required string Name { get; init; }
    }

    private sealed class Bee : Animal
    {
        public int Stripes { get; init; }
    }
}

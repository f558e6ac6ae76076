using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LlmCost.AI;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Http;

/// <summary>Provides extension methods that report a budget refusal as the last item of a streamed response.</summary>
/// <remarks>
/// After a response has started, its status can't change. If a budget rejects a call after the first item, the refusal becomes
/// the last item, and the response ends normally. If a budget rejects a call before the first item, the exception is thrown, so
/// that the exception handler can set the status. Other exceptions are thrown as well.
/// </remarks>
public static class BudgetStreamExtensions
{
    private const string ErrorEvent = "error";

    /// <summary>Adds an event of type <c>error</c> with problem details as JSON if a budget refuses a call.</summary>
    /// <param name="events">The events.</param>
    /// <param name="httpContext">The HTTP context of the response.</param>
    /// <returns>The events for <c>TypedResults.ServerSentEvents</c>.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddBudgetProblemDetails()</c> was not called.</exception>
    public static IAsyncEnumerable<SseItem<string>> WithBudgetErrors(
        this IAsyncEnumerable<SseItem<string>> events, HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(httpContext);

        var json = ProblemsOf(httpContext).JsonOptions;
        return events.WithBudgetErrors(httpContext, problem => new SseItem<string>(ToJson(problem, json), ErrorEvent));
    }

    /// <summary>
    /// Adds an event of type <c>error</c> with problem details if a budget refuses a call, and serializes the data of all events
    /// to JSON with the options of the app.
    /// </summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="events">The events.</param>
    /// <param name="httpContext">The HTTP context of the response.</param>
    /// <returns>The events for <c>TypedResults.ServerSentEvents</c>.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddBudgetProblemDetails()</c> was not called.</exception>
    public static IAsyncEnumerable<SseItem<string>> WithBudgetErrors<T>(
        this IAsyncEnumerable<SseItem<T>> events, HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(httpContext);

        var json = ProblemsOf(httpContext).JsonOptions;
        return events
            .Select(one => new SseItem<string>(ToJson(one.Data, json), TypeOf(one))
            {
                EventId = one.EventId,
                ReconnectionInterval = one.ReconnectionInterval,
            })
            .WithBudgetErrors(httpContext);
    }

    /// <summary>Adds an item with problem details if a budget refuses a call. Supports streams of any format.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="httpContext">The HTTP context of the response.</param>
    /// <param name="createLastItem">Creates the last item from the problem details.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddBudgetProblemDetails()</c> was not called.</exception>
    public static IAsyncEnumerable<T> WithBudgetErrors<T>(
        this IAsyncEnumerable<T> items, HttpContext httpContext, Func<ProblemDetails, T> createLastItem)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(httpContext);
        ArgumentNullException.ThrowIfNull(createLastItem);

        var problems = ProblemsOf(httpContext);
        return EndWithRefusalAsync(
            items, httpContext, refusal => createLastItem(problems.DescribeInStream(refusal, httpContext)));
    }

    private static async IAsyncEnumerable<T> EndWithRefusalAsync<T>(
        IAsyncEnumerable<T> items,
        HttpContext httpContext,
        Func<BudgetExceededException, T> createLastItem,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var enumerator = items.GetAsyncEnumerator(cancellationToken);

        // The response can buffer items before it starts, so checking whether it has started is not sufficient.
        var hasStarted = false;
        BudgetExceededException? refusal = null;
        while (true)
        {
            try
            {
                if (!await enumerator.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception exception) when (
                (hasStarted || httpContext.Response.HasStarted) && (refusal = BudgetRefusal.Find(exception)) is not null)
            {
                break;
            }

            hasStarted = true;
            yield return enumerator.Current;
        }

        yield return createLastItem(refusal!);
    }

    private static BudgetProblems ProblemsOf(HttpContext httpContext) =>
        httpContext.RequestServices.GetService<BudgetProblems>()
        ?? throw new InvalidOperationException("The services lack problem details of budgets; call AddBudgetProblemDetails().");

    /// <summary>
    /// Returns the type of an event, or <see langword="null"/> for the default type, which is not written to the stream.
    /// </summary>
    private static string? TypeOf<T>(SseItem<T> one) => one.EventType is SseParser.EventTypeDefault ? null : one.EventType;

    /// <summary>Returns the text that <c>TypedResults.ServerSentEvents</c> would write for the data of an event.</summary>
    private static string ToJson<T>(T data, JsonSerializerOptions options)
    {
        if (data is null or byte[])
        {
            return data is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "";
        }

        var declared = options.GetTypeInfo(typeof(T));
        var isDeclared = declared.Type == data.GetType() || declared.Type.IsValueType || declared.PolymorphismOptions is not null;
        return JsonSerializer.Serialize(data, isDeclared ? declared : options.GetTypeInfo(typeof(object)));
    }
}

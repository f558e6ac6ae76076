using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace LlmCost.AI;

/// <summary>Describes budget refusals as problem details (RFC 9457).</summary>
internal sealed class BudgetProblems(
    IOptions<BudgetProblemDetailsOptions> options, IOptions<ProblemDetailsOptions> appOptions, IOptions<HttpJsonOptions> json)
{
    /// <summary>The prefix of all problem types, which is the URL of their documentation.</summary>
    private const string Types = "https://www.nuget.org/packages/LlmCost.AI.AspNetCore#";

    private readonly BudgetProblemDetailsOptions _options = options.Value;

    /// <summary>Gets the JSON options of the app.</summary>
    public JsonSerializerOptions JsonOptions => json.Value.SerializerOptions;

    /// <summary>Returns the problem details of a refusal.</summary>
    public ProblemDetails Describe(BudgetExceededException refusal)
    {
        var problem = new ProblemDetails
        {
            Type = Types + JsonNamingPolicy.KebabCaseLower.ConvertName(refusal.Reason.ToString()),
            Title = TitleOf(refusal.Reason),
            Status = StatusOf(refusal.Reason),
            Detail = refusal.Message,
            Extensions =
            {
                ["reason"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Reason.ToString()),
                ["budget"] = refusal.Budget,
                ["unit"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Unit.ToString()),
                ["limit"] = refusal.Limit,
                ["spent"] = refusal.Spent,
                ["reserved"] = refusal.Reserved,
                ["requested"] = refusal.Requested,
                ["also_exceeded"] = refusal.AlsoExceeded.ToArray(),
            },
        };
        if (refusal.ResetsAt is { } resetsAt)
        {
            problem.Extensions["resets_at"] = resetsAt;
        }

        if (RetryAfter(refusal) is { } seconds)
        {
            problem.Extensions["retry_after"] = seconds;
        }

        if (_options.IncludeScope)
        {
            problem.Extensions["scope"] = refusal.Scope.Select(pair => $"{pair.Key}={pair.Value}").ToArray();
        }

        return problem;
    }

    /// <summary>Returns the problem details of a refusal in a stream.</summary>
    /// <remarks>
    /// ASP.NET Core writes problem details only as a complete response, so the trace id and the app's customization are added
    /// here.
    /// </remarks>
    public ProblemDetails DescribeInStream(BudgetExceededException refusal, HttpContext httpContext)
    {
        var context = new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = refusal,
            ProblemDetails = Describe(refusal),
        };
        context.ProblemDetails.Extensions["traceId"] = Activity.Current?.Id ?? httpContext.TraceIdentifier;
        appOptions.Value.CustomizeProblemDetails?.Invoke(context);
        return context.ProblemDetails;
    }

    /// <summary>
    /// Returns the seconds until a retry can succeed, rounded up, or <see langword="null"/> if the time is unknown or a retry
    /// can't succeed.
    /// </summary>
    public static long? RetryAfter(BudgetExceededException refusal) =>
        refusal is { IsTransient: true, RetryAfter: { } time } ? (long)Math.Ceiling(Math.Max(0, time.TotalSeconds)) : null;

    private int StatusOf(BudgetExceededReason reason) => _options.StatusCodes.TryGetValue(reason, out var status)
        ? status
        : reason switch
        {
            BudgetExceededReason.RateLimited or BudgetExceededReason.InFlight => StatusCodes.Status429TooManyRequests,
            BudgetExceededReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
            BudgetExceededReason.Unpriced or BudgetExceededReason.MissingScope => StatusCodes.Status422UnprocessableEntity,
            BudgetExceededReason.StoreUnavailable => StatusCodes.Status503ServiceUnavailable,

            // The status is not 429, because many clients retry after a 429 immediately, even if the window is long.
            _ => StatusCodes.Status403Forbidden,
        };

    private static string TitleOf(BudgetExceededReason reason) => reason switch
    {
        BudgetExceededReason.RateLimited => "The rate limit is reached.",
        BudgetExceededReason.InFlight => "The budget is reserved by calls in progress.",
        BudgetExceededReason.Exhausted => "The budget is exhausted.",
        BudgetExceededReason.TooLarge => "The request exceeds the whole budget.",
        BudgetExceededReason.Unpriced => "The price of the model is unknown.",
        BudgetExceededReason.StoreUnavailable => "The budget store is unavailable.",
        BudgetExceededReason.CutOff => "The response was cut off by the budget.",
        BudgetExceededReason.MissingScope => "The request lacks a value by which the budget is split.",
        _ => "A budget refused the request.",
    };
}

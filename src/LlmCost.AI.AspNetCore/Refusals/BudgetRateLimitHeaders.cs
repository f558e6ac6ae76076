using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Writes budget limits as response headers, as defined by the IETF draft.</summary>
internal static class BudgetRateLimitHeaders
{
    private const string Limit = "RateLimit";
    private const string Policy = "RateLimit-Policy";

    /// <summary>Adds the headers to a successful response, unless the app has already set them.</summary>
    /// <param name="response">The response.</param>
    /// <param name="statuses">The limits that applied to the calls of the request.</param>
    /// <param name="now">The current time.</param>
    public static void Add(HttpResponse response, IReadOnlyList<BudgetStatus> statuses, DateTimeOffset now)
    {
        var limits = statuses.Where(status => UnitOf(status) is not null).ToArray();
        if (limits is [] || response.StatusCode >= StatusCodes.Status400BadRequest || response.Headers.ContainsKey(Limit))
        {
            return;
        }

        response.Headers[Policy] = string.Join(", ", limits.Select(PolicyOf));
        response.Headers[Limit] = string.Join(", ", limits.Select(status => LimitOf(status, now)));
    }

    private static string PolicyOf(BudgetStatus status)
    {
        var window = status.WindowLength is { } length ? $";w={Seconds(length)}" : "";
        var unit = status.Unit is BudgetUnit.Requests ? "" : $";qu=\"{UnitOf(status)}\"";
        return $"{NameOf(status)};q={Whole(status.Limit)}{window}{unit}";
    }

    private static string LimitOf(BudgetStatus status, DateTimeOffset now)
    {
        var reset = status.ResetsAt is { } end ? $";t={Seconds(end > now ? end - now : TimeSpan.Zero)}" : "";
        return $"{NameOf(status)};r={Whole(status.Remaining)}{reset}";
    }

    /// <summary>Returns the name of a limit. Budget names need no escaping.</summary>
    private static string NameOf(BudgetStatus status) =>
        status.Unit is BudgetUnit.Requests ? $"\"{status.Budget}\"" : $"\"{status.Budget}/{UnitOf(status)}\"";

    /// <summary>
    /// Returns the name of the unit, or <see langword="null"/> if it is not reported. The headers contain only limits on requests
    /// and tokens.
    /// </summary>
    private static string? UnitOf(BudgetStatus status) => status.Unit switch
    {
        BudgetUnit.Requests => "requests",
        BudgetUnit.Tokens => "tokens",
        BudgetUnit.InputTokens => "input-tokens",
        BudgetUnit.OutputTokens => "output-tokens",
        _ => null,
    };

    private static string Whole(decimal amount) => decimal.Floor(amount).ToString("F0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements the common parts of the reports of OpenAI's admin API.</summary>
/// <inheritdoc/>
internal abstract class OpenAIReport(string path, IReadOnlyList<ReportDimension> dimensions)
    : AdminReport($"/v1/organization/{path}", "openai", dimensions)
{
    /// <summary>The dimension that groups by project.</summary>
    protected static readonly ReportDimension Project = new("project_id", key => key.Account, "project_ids");

    /// <summary>The dimension that groups by API key.</summary>
    protected static readonly ReportDimension ApiKey = new("api_key_id", key => key.ApiKeyId, "api_key_ids");

    /// <inheritdoc/>
    protected override IReadOnlyList<string> PeriodParameters => ["start_time", "end_time"];

    /// <inheritdoc/>
    protected override void Authorize(HttpRequest request)
    {
        var key = Caller.Key(request) ?? throw new AdminApiException(
            StatusCodes.Status401Unauthorized,
            "invalid_request_error",
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.");

        if (!key.StartsWith("sk-admin", StringComparison.Ordinal))
        {
            throw new AdminApiException(
                StatusCodes.Status403Forbidden,
                "insufficient_permissions",
                "You have insufficient permissions for this operation. Missing scopes: api.usage.read. "
                    + "Use an admin key, which starts with sk-admin.");
        }
    }

    /// <inheritdoc/>
    protected override ReportPeriod Period(ReportQuery query, DateTimeOffset now)
    {
        var start = Time("start_time") ?? throw Invalid("Missing required parameter: 'start_time'.");
        var end = Time("end_time") ?? now;

        return end <= start && query.Single("end_time") is not null
            ? throw Invalid("end_time: must be after start_time.")
            : new ReportPeriod(start, end);

        DateTimeOffset? Time(string name) => query.Single(name) switch
        {
            null => null,
            var text when long.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 253402300800
                => DateTimeOffset.FromUnixTimeSeconds(seconds),
            var text => throw Invalid($"{name}: must be a Unix time in seconds, not '{text}'."),
        };
    }

    /// <inheritdoc/>
    protected override object BucketBody(ReportBucket bucket, IReadOnlyList<object> rows) => new
    {
        @object = "bucket",
        start_time = bucket.Start.ToUnixTimeSeconds(),
        end_time = bucket.End.ToUnixTimeSeconds(),
        results = rows,
    };

    /// <inheritdoc/>
    protected override object PageBody(IReadOnlyList<object> buckets, string? nextPage) => new
    {
        @object = "page",
        data = buckets,
        has_more = nextPage is not null,
        next_page = nextPage,
    };

    /// <inheritdoc/>
    protected override object ErrorBody(AdminApiException exception) => new
    {
        error = new { message = exception.Message, type = exception.Type, param = (string?)null, code = (string?)null },
    };
}

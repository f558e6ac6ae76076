using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements the common parts of the reports of Anthropic's admin API.</summary>
/// <inheritdoc/>
internal abstract class AnthropicReport(string path, IReadOnlyList<ReportDimension> dimensions)
    : AdminReport($"/v1/organizations/{path}", "anthropic", dimensions)
{
    /// <summary>The dimension that groups by workspace.</summary>
    protected static readonly ReportDimension Workspace = new("workspace_id", key => key.Account, "workspace_ids");

    /// <inheritdoc/>
    protected override IReadOnlyList<string> PeriodParameters => ["starting_at", "ending_at"];

    /// <inheritdoc/>
    protected override void Authorize(HttpRequest request)
    {
        var key = Caller.Key(request) ?? throw new AdminApiException(
            StatusCodes.Status401Unauthorized, "authentication_error", "x-api-key header is required");

        if (!key.StartsWith("sk-ant-admin", StringComparison.Ordinal))
        {
            throw new AdminApiException(
                StatusCodes.Status403Forbidden,
                "permission_error",
                "This API needs an admin key, which starts with sk-ant-admin.");
        }

        if (request.Headers["anthropic-version"].ToString().Length is 0)
        {
            throw Invalid("anthropic-version: header is required");
        }
    }

    /// <inheritdoc/>
    protected override ReportPeriod Period(ReportQuery query, DateTimeOffset now)
    {
        var start = Time("starting_at", query) ?? throw Invalid("starting_at: Field required");
        var end = Time("ending_at", query);

        return end <= start ? throw Invalid("ending_at: must be after starting_at") : new ReportPeriod(start, end ?? now);
    }

    /// <inheritdoc/>
    protected override object BucketBody(ReportBucket bucket, IReadOnlyList<object> rows) => new
    {
        starting_at = Text(bucket.Start),
        ending_at = Text(bucket.End),
        results = rows,
    };

    /// <inheritdoc/>
    protected override object PageBody(IReadOnlyList<object> buckets, string? nextPage) => new
    {
        data = buckets,
        has_more = nextPage is not null,
        next_page = nextPage,
    };

    /// <inheritdoc/>
    protected override object ErrorBody(AdminApiException exception) => new
    {
        type = "error",
        error = new { type = exception.Type, message = exception.Message },
    };

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string name, ReportQuery query) => query.Single(name) switch
    {
        null => null,
        var text when text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        var text => throw Invalid($"{name}: must be a time such as 2026-11-01T00:00:00Z, not '{text}'"),
    };
}

using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements one report of an admin API with data from the provider's ledger.</summary>
/// <param name="route">The route, relative to the address of the server.</param>
/// <param name="provider">The provider whose calls are reported.</param>
/// <param name="dimensions">The dimensions of the report.</param>
internal abstract class AdminReport(string route, string provider, IReadOnlyList<ReportDimension> dimensions)
{
    /// <summary>Gets the route of the report.</summary>
    public string Route => route;

    /// <summary>Returns the status and the body of the response to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ledger">The provider's ledger.</param>
    /// <param name="now">The current time.</param>
    public (int Status, object Body) Answer(HttpRequest request, BillingLedger ledger, DateTimeOffset now)
    {
        try
        {
            Authorize(request);

            var query = new ReportQuery(request, dimensions, Invalid);
            query.Check([.. PeriodParameters, "bucket_width", "limit", "page"]);

            return (StatusCodes.Status200OK, Page(query, ledger.Books, now));
        }
        catch (AdminApiException exception)
        {
            return (exception.Status, ErrorBody(exception));
        }
    }

    /// <summary>Gets the names of the parameters for the start and the end of the period.</summary>
    protected abstract IReadOnlyList<string> PeriodParameters { get; }

    /// <summary>Gets the names of the supported bucket widths.</summary>
    protected virtual IReadOnlyList<string> Widths => ["1d", "1h"];

    /// <summary>Returns the default and the maximum number of buckets per page.</summary>
    protected virtual (int Usual, int Most) Limits(TimeSpan width) => width.TotalHours is 1 ? (24, 168) : (7, 31);

    /// <summary>Throws if the request has no admin key.</summary>
    protected abstract void Authorize(HttpRequest request);

    /// <summary>Returns the requested period.</summary>
    protected abstract ReportPeriod Period(ReportQuery query, DateTimeOffset now);

    /// <summary>Returns true if the report includes calls of an operation, such as <c>chat</c>.</summary>
    protected virtual bool IncludesOperation(string operation) => true;

    /// <summary>Returns the rows of one bucket.</summary>
    protected abstract IEnumerable<object> Rows(IReadOnlyList<BookEntry> entries, ReportQuery query);

    /// <summary>Returns the JSON object of a bucket.</summary>
    protected abstract object BucketBody(ReportBucket bucket, IReadOnlyList<object> rows);

    /// <summary>Returns the body of a response with one page of buckets.</summary>
    protected abstract object PageBody(IReadOnlyList<object> buckets, string? nextPage);

    /// <summary>Returns the body of an error response.</summary>
    protected abstract object ErrorBody(AdminApiException exception);

    /// <summary>Creates the exception for an invalid parameter.</summary>
    protected static AdminApiException Invalid(string message) =>
        new(StatusCodes.Status400BadRequest, "invalid_request_error", message);

    private object Page(ReportQuery query, IReadOnlyList<BookEntry> books, DateTimeOffset now)
    {
        var width = query.Width([.. Widths]);
        var (usual, most) = Limits(width);
        var limit = query.Limit(usual, most);
        var skip = query.Skip();
        var buckets = Period(query, now).Buckets(width, now).ToList();

        var entries = books
            .Where(entry => entry.Key.Provider == provider
                && IncludesOperation(entry.Key.Operation)
                && query.Includes(entry.Key))
            .ToLookup(entry => entry.Key.Hour.UtcTicks - (entry.Key.Hour.UtcTicks % width.Ticks));

        return PageBody(
            [
                .. buckets.Skip(skip).Take(limit).Select(bucket =>
                    BucketBody(bucket, [.. Rows([.. entries[bucket.Start.UtcTicks]], query)])),
            ],
            skip + limit < buckets.Count ? query.Page(skip + limit) : null);
    }
}

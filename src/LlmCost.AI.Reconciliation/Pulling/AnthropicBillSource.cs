using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the usage and the costs of an organization from Anthropic, by day.</summary>
/// <remarks>
/// <para>
/// The credential is an admin key (<c>sk-ant-admin…</c>). The analytics API also accepts a key with the permission
/// <c>read:analytics</c>. A line whose account is <see langword="null"/> belongs to the default workspace. A usage line whose API
/// key is <see langword="null"/> comes from the console.
/// </para>
/// <para>
/// Only the analytics API returns numbers of requests. Cost reports exclude the Priority Tier. Code execution is only in cost
/// reports, not in usage reports. Anthropic corrects past days in place.
/// </para>
/// <para>This type is thread-safe.</para>
/// </remarks>
public sealed class AnthropicBillSource : IResumableBillSource, IDisposable
{
    private const string SourceName = "anthropic";
    private const string DayFormat = "yyyy-MM-ddTHH:mm:ssZ";
    private const string UsageReport = "usage_report/messages";
    private const string CostReport = "cost_report";
    private const string AnalyticsUsageReport = "analytics/usage";
    private const string AnalyticsCostReport = "analytics/cost";
    private const string AnalyticsBeta = "analytics-usage-cost-2026-08-24";
    private const int MostBeginnings = 3;
    private const string Permission = "Use an admin key of the organization (sk-ant-admin…), not an ordinary API key.";
    private const string AnalyticsPermission =
        "Use an admin key of the organization (sk-ant-admin…), or a key with the permission read:analytics.";

    private static readonly DateTimeOffset s_firstDay = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_firstAnalyticsDay = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly BillClient _client;
    private readonly AnthropicBillOptions _options;

    /// <summary>Initializes a new instance of the <see cref="AnthropicBillSource"/> class.</summary>
    /// <param name="credential">
    /// A function that returns the admin key. It is called for each request, and its result is not stored.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults. They are read once.</param>
    /// <param name="client">
    /// The client, which is not disposed, or <see langword="null"/> to create a client that does not follow redirects.
    /// </param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <exception cref="ArgumentException">The endpoint is not safe for a credential.</exception>
    public AnthropicBillSource(
        Func<CancellationToken, ValueTask<string>> credential,
        AnthropicBillOptions? options = null,
        HttpClient? client = null,
        TimeProvider? timeProvider = null)
    {
        options ??= new AnthropicBillOptions();
        _options = new AnthropicBillOptions
        {
            IncludeUsage = options.IncludeUsage,
            CostReport = options.CostReport,
            Scope = options.Scope,
        };
        _client = new BillClient(
            SourceName,
            options.Endpoint,
            credential,
            (request, key) =>
            {
                request.Headers.Add("x-api-key", key);
                request.Headers.Add("anthropic-version", "2023-06-01");
            },
            client,
            timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => SourceName;

    string IResumableBillSource.ResumeKey =>
        $"{SourceName} {_options.Scope} {_client.Endpoint} {_options.IncludeUsage} {_options.CostReport}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BillBucket> ReadAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _client.Clock.GetUtcNow();
        var today = BillDays.Midnight(now);
        var isAnalytics = _options.CostReport is AnthropicCostReport.Analytics;
        if (_options.IncludeUsage && !isAnalytics)
        {
            foreach (var days in BillDays.Split(period, s_firstDay, today.AddDays(1)))
            {
                var found = new BillDays(days);
                await ReadBucketsAsync(
                    UsageReport,
                    Query(
                        UsageReport, days, "api_key_id", "workspace_id", "model", "service_tier", "context_window",
                        "inference_geo"),
                    found,
                    AnthropicRows.ReadUsage,
                    cancellationToken).ConfigureAwait(false);
                foreach (var bucket in found.Buckets(SourceName, _options.Scope, BillBasis.Usage, now, now))
                {
                    yield return bucket;
                }
            }
        }

        if (_options.CostReport is AnthropicCostReport.Cost)
        {
            // The API rejects queries that include the current day.
            foreach (var days in BillDays.Split(period, s_firstDay, today))
            {
                var found = new BillDays(days);
                await ReadBucketsAsync(
                    CostReport,
                    Query(CostReport, days, "workspace_id", "description"),
                    found,
                    AnthropicRows.ReadCost,
                    cancellationToken).ConfigureAwait(false);
                foreach (var bucket in found.Buckets(SourceName, _options.Scope, BillBasis.Cost, now, now))
                {
                    yield return bucket;
                }
            }
        }

        if (isAnalytics)
        {
            foreach (var days in BillDays.Split(period, s_firstAnalyticsDay, today.AddDays(1)))
            {
                foreach (var basis in _options.IncludeUsage ? (BillBasis[])[BillBasis.Usage, BillBasis.Cost] : [BillBasis.Cost])
                {
                    var found = new BillDays(days);
                    var watermark = await ReadAnalyticsAsync(basis, days, found, now, cancellationToken).ConfigureAwait(false);
                    foreach (var bucket in found.Buckets(SourceName, _options.Scope, basis, now, watermark))
                    {
                        yield return bucket;
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Query(string report, LedgerPeriod days, params ReadOnlySpan<string> grouping)
    {
        var limit = IsAnalytics(report) ? 1_000 : BillDays.DaysOfRequest;
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"organizations/{report}?starting_at={Text(days.Start)}&ending_at={Text(days.End)}&bucket_width=1d&limit={limit}");
        foreach (var field in grouping)
        {
            query += $"&group_by[]={field}";
        }

        return query;
    }

    private static bool IsAnalytics(string report) => report is AnalyticsUsageReport or AnalyticsCostReport;

    private static string Text(DateTimeOffset day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(JsonElement row, string name) => row.Text(name) is not { } text
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time.ToUniversalTime()
        : throw new FormatException($"{name} is not a time");

    private async Task ReadBucketsAsync(
        string report,
        string query,
        BillDays found,
        Func<JsonElement, IReadOnlyList<BillLine>> read,
        CancellationToken cancellationToken)
    {
        var seen = new HashSet<DateTimeOffset>();
        await foreach (var page in BillPages
            .ReadAsync(SourceName, report, (token, cancel) => PageAsync(report, query, token, cancel), cancellationToken)
            .ConfigureAwait(false))
        {
            foreach (var bucket in BillPages.Items(page, "data", SourceName, report))
            {
                var start = StartOf(bucket, report);
                var lines = found.Find(start) is { } ofDay && seen.Add(start)
                    ? ofDay
                    : throw BillPages.Fault(
                        SourceName, report, $"the bucket of {Text(start)} was returned twice, or is not a requested day");
                foreach (var row in BillPages.Items(bucket, "results", SourceName, report))
                {
                    lines.AddRange(BillRow.Read(row, report, ProviderNames.Anthropic, read));
                }
            }
        }
    }

    /// <summary>Reads a report of the analytics API, and starts again if the page token has expired.</summary>
    /// <returns>The time up to which the report is complete.</returns>
    private async Task<DateTimeOffset> ReadAnalyticsAsync(
        BillBasis basis, LedgerPeriod days, BillDays found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (report, read) = basis is BillBasis.Usage
            ? (AnalyticsUsageReport, (Func<JsonElement, IReadOnlyList<BillLine>>)AnthropicRows.ReadAnalyticsUsage)
            : (AnalyticsCostReport, AnthropicRows.ReadAnalyticsCost);

        // The API groups a report by at most five fields.
        var query = Query(report, days, "api_key_id", "workspace_id", "model", "service_tier", "inference_geo");
        for (var beginning = 0; beginning < MostBeginnings; beginning++)
        {
            found.Clear();
            var hasExpired = false;
            var watermark = now;
            await foreach (var page in BillPages.ReadAsync(SourceName, report, AnalyticsPageAsync, cancellationToken)
                .ConfigureAwait(false))
            {
                watermark = WatermarkOf(page, report) is { } refreshed && refreshed < watermark ? refreshed : watermark;
                foreach (var row in BillPages.Items(page, "data", SourceName, report))
                {
                    var start = StartOf(row, report);
                    var lines = found.Find(start) ?? throw BillPages.Fault(
                        SourceName, report, $"the row of {Text(start)} is not of a requested day");
                    lines.AddRange(BillRow.Read(row, report, ProviderNames.Anthropic, read));
                }
            }

            if (!hasExpired)
            {
                return watermark;
            }

            async Task<JsonElement?> AnalyticsPageAsync(string? token, CancellationToken cancel)
            {
                var page = await PageAsync(report, query, token, cancel).ConfigureAwait(false);
                hasExpired = page is null;
                return page;
            }
        }

        throw new BillSourceException(
            $"{SourceName}: the position in '{report}' has expired {MostBeginnings} times. Try again later.");
    }

    private Task<JsonElement?> PageAsync(string report, string query, string? token, CancellationToken cancellationToken)
    {
        var isAnalytics = IsAnalytics(report);
        return _client.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(
                    HttpMethod.Get,
                    new Uri(_client.Endpoint, token is null ? query : $"{query}&page={Uri.EscapeDataString(token)}"));
                if (isAnalytics)
                {
                    request.Headers.Add("anthropic-beta", AnalyticsBeta);
                }

                return request;
            },
            report,
            isAnalytics ? AnalyticsPermission : Permission,
            cancellationToken,
            isAnalytics ? HttpStatusCode.Gone : null);
    }

    private static DateTimeOffset StartOf(JsonElement bucket, string report) =>
        Read(() => Time(bucket, "starting_at").Required("starting_at"), report);

    private static DateTimeOffset? WatermarkOf(JsonElement page, string report) =>
        Read(() => Time(page, "data_refreshed_at"), report);

    private static T Read<T>(Func<T> read, string report)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw BillPages.Fault(SourceName, report, e.Message, e);
        }
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the usage and the costs of an organization from OpenAI, by day.</summary>
/// <remarks>
/// <para>
/// The credential is an admin key with the permission <c>api.usage.read</c>. A key of another organization can't be detected:
/// OpenAI returns no lines for it.
/// </para>
/// <para>
/// OpenAI's usage does not separate reasoning from other output: lines with the unit <c>output</c> contain both. To compare them
/// with the ledger, add up its units <c>output</c> and <c>output_reasoning</c>. The costs match the invoice, but the usage can
/// differ from the costs.
/// </para>
/// <para>This type is thread-safe.</para>
/// </remarks>
public sealed class OpenAIBillSource : IResumableBillSource, IDisposable
{
    private const string SourceName = "openai";
    private const string Costs = "costs";
    private const string Permission = "Use an admin key of the organization (sk-admin-…) with the permission api.usage.read.";

    /// <summary>The first day for which OpenAI returns usage. Queries for earlier days are rejected.</summary>
    private static readonly DateTimeOffset s_firstDay = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly BillClient _client;
    private readonly IReadOnlyList<string> _reports;
    private readonly string _scope;

    /// <summary>Initializes a new instance of the <see cref="OpenAIBillSource"/> class.</summary>
    /// <param name="credential">
    /// A function that returns the admin key. It is called for each request, and its result is not stored.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="client">
    /// The client, which is not disposed, or <see langword="null"/> to create a client that does not follow redirects.
    /// </param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <exception cref="ArgumentException">The endpoint is not safe for a credential, or a report is unknown.</exception>
    public OpenAIBillSource(
        Func<CancellationToken, ValueTask<string>> credential,
        OpenAIBillOptions? options = null,
        HttpClient? client = null,
        TimeProvider? timeProvider = null)
    {
        options ??= new OpenAIBillOptions();
        if (options.Reports.FirstOrDefault(name => !OpenAIBillOptions.AllReports.Contains(name)) is { } unknown)
        {
            throw new ArgumentException(
                $"There is no report '{unknown}'. The reports are: {string.Join(", ", OpenAIBillOptions.AllReports)}.",
                nameof(options));
        }

        _reports = [.. options.Reports.Distinct()];
        _scope = options.Scope;
        _client = new BillClient(
            SourceName,
            options.Endpoint,
            credential,
            BillClient.AuthorizeAsBearer,
            client,
            timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => SourceName;

    string IResumableBillSource.ResumeKey => $"{SourceName} {_scope} {_client.Endpoint} {string.Join(',', _reports)}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BillBucket> ReadAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _client.Clock.GetUtcNow();
        List<string> usage = [.. _reports.Where(report => report is not Costs)];
        foreach (var days in BillDays.Split(period, s_firstDay, BillDays.Midnight(now).AddDays(1)))
        {
            var models = new HashSet<string>(StringComparer.Ordinal);
            if (usage.Count > 0)
            {
                var found = new BillDays(days);
                foreach (var report in usage)
                {
                    await ReadAsync(
                        $"usage/{report}",
                        days,
                        OpenAIUsageRows.Grouping(report),
                        found,
                        row => OpenAIUsageRows.Read(report, row),
                        cancellationToken).ConfigureAwait(false);
                }

                foreach (var bucket in found.Buckets(SourceName, _scope, BillBasis.Usage, now, now))
                {
                    models.UnionWith(bucket.Lines.Select(line => line.Model).OfType<string>());
                    yield return bucket;
                }
            }

            if (_reports.Contains(Costs))
            {
                var found = new BillDays(days);
                await ReadAsync(
                    Costs,
                    days,
                    OpenAICostRows.Grouping,
                    found,
                    row => OpenAICostRows.Read(row, days.Start, models),
                    cancellationToken).ConfigureAwait(false);
                foreach (var bucket in found.Buckets(SourceName, _scope, BillBasis.Cost, now, now))
                {
                    yield return bucket;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task ReadAsync(
        string report,
        LedgerPeriod days,
        IReadOnlyList<string> grouping,
        BillDays found,
        Func<JsonElement, IReadOnlyList<BillLine>> read,
        CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"organization/{report}?start_time={days.Start.ToUnixTimeSeconds()}&end_time={days.End.ToUnixTimeSeconds()}")
            + string.Create(CultureInfo.InvariantCulture, $"&bucket_width=1d&limit={BillDays.DaysOfRequest}")
            + string.Concat(grouping.Select(field => $"&group_by={field}"));
        var seen = new HashSet<DateTimeOffset>();
        await foreach (var page in BillPages.ReadAsync(SourceName, report, PageAsync, cancellationToken).ConfigureAwait(false))
        {
            foreach (var bucket in BillPages.Items(page, "data", SourceName, report))
            {
                var lines = Begin(bucket);
                foreach (var row in BillPages.Items(bucket, "results", SourceName, report))
                {
                    lines.AddRange(BillRow.Read(row, report, ProviderNames.OpenAI, read));
                }
            }
        }

        Task<JsonElement?> PageAsync(string? token, CancellationToken cancel) => _client.SendAsync(
            () => new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(_client.Endpoint, token is null ? query : $"{query}&page={Uri.EscapeDataString(token)}")),
            report, Permission, cancel);

        List<BillLine> Begin(JsonElement bucket)
        {
            try
            {
                var start = DateTimeOffset.FromUnixTimeSeconds(bucket.Count("start_time").Required("start_time"));
                return found.Find(start) is { } lines && seen.Add(start)
                    ? lines
                    : throw BillPages.Fault(
                        SourceName,
                        report,
                        $"the bucket of {start:yyyy-MM-dd HH:mm} was returned twice, or is not a requested day");
            }
            catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or OverflowException
                or InvalidOperationException)
            {
                throw BillPages.Fault(SourceName, report, e.Message, e);
            }
        }
    }
}

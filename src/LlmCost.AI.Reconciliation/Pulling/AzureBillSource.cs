using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the costs of models on Azure from Azure Cost Management, by day, resource and meter.</summary>
/// <remarks>
/// <para>
/// The credential is an access token for <c>https://management.azure.com/</c>. Its identity needs the role Cost Management
/// Reader. Azure limits the rate of queries, so don't pull more often than once a day. For large tenants, import cost exports
/// instead.
/// </para>
/// <para>
/// The names of Azure's meters have no documented format, so lines whose model and unit come from a meter name are marked as
/// <see cref="BillLine.IsGuess"/>. Quantities are kept as billed: in tokens, thousands of tokens or millions of tokens. A
/// comparison infers from the amount which of these units applies. The account is the id of the resource in lower case. The costs
/// contain no names of deployments.
/// </para>
/// <para>This type is thread-safe.</para>
/// </remarks>
public sealed class AzureBillSource : IResumableBillSource, IDisposable
{
    private const string SourceName = "azure";
    private const string Report = "Cost Management query";
    private const string ApiVersion = "2023-11-01";

    private static readonly DateTimeOffset s_firstDay = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly BillClient _client;
    private readonly string _scope;
    private readonly IReadOnlyList<string> _services;

    /// <summary>Initializes a new instance of the <see cref="AzureBillSource"/> class.</summary>
    /// <param name="accessToken">
    /// A function that returns the access token, for example from <c>DefaultAzureCredential</c>. It is called for each request,
    /// and its result is not stored.
    /// </param>
    /// <param name="options">The options, which are read once.</param>
    /// <param name="client">
    /// The client, which is not disposed, or <see langword="null"/> to create a client that does not follow redirects.
    /// </param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <exception cref="ArgumentException">The scope is empty, or the endpoint is not safe for a credential.</exception>
    public AzureBillSource(
        Func<CancellationToken, ValueTask<string>> accessToken,
        AzureBillOptions options,
        HttpClient? client = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _scope = (options.Scope ?? "").Trim('/', ' ');
        if (_scope.Length is 0 || _scope.AsSpan().ContainsAny('?', '#'))
        {
            throw new ArgumentException(
                "The scope must be that of a subscription, a resource group or a billing account, such as "
                    + "subscriptions/00000000-0000-0000-0000-000000000000.",
                nameof(options));
        }

        _services = [.. options.ServiceNames];
        _client = new BillClient(
            SourceName,
            options.Endpoint,
            accessToken,
            BillClient.AuthorizeAsBearer,
            client,
            timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => SourceName;

    string IResumableBillSource.ResumeKey => $"{SourceName} {_scope} {_client.Endpoint} {string.Join(',', _services)}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BillBucket> ReadAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _client.Clock.GetUtcNow();
        foreach (var days in BillDays.Split(period, s_firstDay, BillDays.Midnight(now).AddDays(1)))
        {
            var found = new BillDays(days);
            await ReadAsync(days, found, cancellationToken).ConfigureAwait(false);
            foreach (var bucket in found.Buckets(SourceName, _scope.ToLowerInvariant(), BillBasis.Cost, now, now))
            {
                yield return bucket;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task ReadAsync(LedgerPeriod days, BillDays found, CancellationToken cancellationToken)
    {
        var body = Query(days);
        var address = new Uri(
            _client.Endpoint, $"{_scope}/providers/Microsoft.CostManagement/query?api-version={ApiVersion}");
        var seen = new HashSet<Uri> { address };
        while (await _client.SendAsync(Request, Report, Permission, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            try
            {
                if (ReadPage(answer, found) is not { } next)
                {
                    return;
                }

                address = seen.Add(next)
                    ? next
                    : throw BillPages.Fault(SourceName, Report, "a page was returned a second time, so the pages do not end");
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
            {
                throw BillPages.Fault(SourceName, Report, e.Message, e);
            }
        }

        HttpRequestMessage Request()
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        }
    }

    private string Permission =>
        "Use an access token for https://management.azure.com/ of an identity with the role Cost Management Reader on "
            + $"'{_scope}'.";

    /// <summary>Reads the rows of a page, and returns the URL of the next page.</summary>
    private Uri? ReadPage(JsonElement answer, BillDays found)
    {
        if (answer.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException($"the page is of the type {answer.ValueKind}");
        }

        var properties = answer.Object("properties").Required("properties");
        var columns = new AzureColumns(BillPages.Items(properties, "columns", SourceName, Report));
        foreach (var row in BillPages.Items(properties, "rows", SourceName, Report))
        {
            // A row without a day does not end the pull. It is stored as unreadable.
            var day = columns.Day(row) ?? found.First;
            var lines = found.Find(day)
                ?? throw new FormatException($"the row of {day:yyyy-MM-dd} is not of a requested day");
            lines.AddRange(BillRow.Read(row, Report, ProviderNames.AzureOpenAI, columns.Read));
        }

        return properties.Text("nextLink") is not { Length: > 0 } link
            ? null
            : Uri.TryCreate(link, UriKind.Absolute, out var next) && next.Scheme == _client.Endpoint.Scheme
                && next.Authority == _client.Endpoint.Authority
            ? next
            : throw new FormatException("the next page is at another address, which must not get the access token");
    }

    private byte[] Query(LedgerPeriod days)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "ActualCost");
            json.WriteString("timeframe", "Custom");
            json.WriteStartObject("timePeriod");
            json.WriteString("from", $"{days.Start:yyyy-MM-dd}T00:00:00Z");
            json.WriteString("to", $"{days.End.AddDays(-1):yyyy-MM-dd}T23:59:59Z");
            json.WriteEndObject();
            json.WriteStartObject("dataset");
            json.WriteString("granularity", "Daily");
            json.WriteStartObject("aggregation");
            WriteSum(json, "totalCost", "Cost");
            WriteSum(json, "totalQuantity", "UsageQuantity");
            json.WriteEndObject();
            json.WriteStartArray("grouping");
            WriteDimension(json, "ResourceId");
            WriteDimension(json, "Meter");
            json.WriteEndArray();
            WriteFilter(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteSum(Utf8JsonWriter json, string alias, string name)
    {
        json.WriteStartObject(alias);
        json.WriteString("name", name);
        json.WriteString("function", "Sum");
        json.WriteEndObject();
    }

    private static void WriteDimension(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", "Dimension");
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    private void WriteFilter(Utf8JsonWriter json)
    {
        if (_services.Count is 0)
        {
            return;
        }

        json.WriteStartObject("filter");
        json.WriteStartObject("dimensions");
        json.WriteString("name", "ServiceName");
        json.WriteString("operator", "In");
        json.WriteStartArray("values");
        foreach (var service in _services)
        {
            json.WriteStringValue(service);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

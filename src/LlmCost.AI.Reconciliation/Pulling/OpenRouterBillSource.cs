using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the activity of an OpenRouter account: usage and costs by day, for the last 30 completed days.</summary>
/// <remarks>
/// <para>
/// <see cref="ReadAsync"/> requires a management key; <see cref="ReadGenerationAsync"/> requires an ordinary key of the account
/// that made the call. Days before these 30 days and the current day have no buckets.
/// </para>
/// <para>
/// OpenRouter's activity does not separate cached from other input: lines with the unit <c>input</c> contain both. Amounts are
/// OpenRouter's own charges. For calls with the caller's own provider key, the charges of the provider are only in
/// <see cref="BillLine.Raw"/>.
/// </para>
/// <para>This type is thread-safe.</para>
/// </remarks>
public sealed class OpenRouterBillSource : IResumableBillSource, IDisposable
{
    private const string SourceName = "openrouter";
    private const string Report = "activity";
    private const string Generation = "generation";
    private const int DaysOfActivity = 30;

    private readonly BillClient _client;
    private readonly string? _workspace;

    /// <summary>Initializes a new instance of the <see cref="OpenRouterBillSource"/> class.</summary>
    /// <param name="credential">
    /// A function that returns the key. It is called for each request, and its result is not stored.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults. They are read once.</param>
    /// <param name="client">
    /// The client, which is not disposed, or <see langword="null"/> to create a client that does not follow redirects.
    /// </param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <exception cref="ArgumentException">The endpoint is not safe for a credential.</exception>
    public OpenRouterBillSource(
        Func<CancellationToken, ValueTask<string>> credential,
        OpenRouterBillOptions? options = null,
        HttpClient? client = null,
        TimeProvider? timeProvider = null)
    {
        options ??= new OpenRouterBillOptions();
        _workspace = options.WorkspaceId is { Length: > 0 } workspace ? workspace : null;
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

    string IResumableBillSource.ResumeKey => $"{SourceName} {_workspace} {_client.Endpoint}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BillBucket> ReadAsync(
        LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _client.Clock.GetUtcNow();
        var today = BillDays.Midnight(now);
        foreach (var days in BillDays.Split(period, today.AddDays(-DaysOfActivity), today))
        {
            for (var day = days.Start; day < days.End; day = day.AddDays(1))
            {
                var one = new LedgerPeriod { Start = day, End = day.AddDays(1) };
                var (usage, costs) = (new BillDays(one), new BillDays(one));
                foreach (var row in await ReadDayAsync(day, cancellationToken).ConfigureAwait(false))
                {
                    var lines = BillRow.Read(row, Report, ProviderNames.OpenRouter, Read);
                    usage.Find(day)!.AddRange(lines.Where(line => line.Amount is null));
                    costs.Find(day)!.AddRange(lines.Where(line => line.Amount is not null));
                }

                foreach (var bucket in usage.Buckets(SourceName, _workspace ?? "", BillBasis.Usage, now, now)
                    .Concat(costs.Buckets(SourceName, _workspace ?? "", BillBasis.Cost, now, now)))
                {
                    yield return bucket;
                }
            }
        }
    }

    /// <summary>Reads the cost of a call, for example of a stream that was stopped before it reported its usage.</summary>
    /// <param name="id">The id of the response: <see cref="CostRecord.ResponseId"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>
    /// The cost, or <see langword="null"/> if it is not known yet. It becomes available a few seconds after the call.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty.</exception>
    /// <exception cref="BillSourceException">The call can't be read.</exception>
    public async Task<OpenRouterGeneration?> ReadGenerationAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);

        var answer = await _client.SendAsync(
            () => new HttpRequestMessage(
                HttpMethod.Get, new Uri(_client.Endpoint, $"{Generation}?id={Uri.EscapeDataString(id)}")),
            Generation,
            "Use a key of the account that made the call.",
            cancellationToken,
            HttpStatusCode.NotFound).ConfigureAwait(false);
        try
        {
            return answer is not { } root
                ? null
                : root.ValueKind is JsonValueKind.Object
                ? ReadGeneration(id, root.Object("data").Required("data"))
                : throw new FormatException("it is no object");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw BillPages.Fault(SourceName, Generation, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<IReadOnlyList<JsonElement>> ReadDayAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{Report}?date={day:yyyy-MM-dd}")
            + (_workspace is null ? "" : $"&workspace_id={Uri.EscapeDataString(_workspace)}");
        var answer = await _client.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_client.Endpoint, query)),
            Report,
            "Use a management key; an ordinary key can't read the activity.",
            cancellationToken).ConfigureAwait(false);
        return answer is { } root ? [.. BillPages.Items(root, "data", SourceName, Report)] : [];
    }

    private IReadOnlyList<BillLine> Read(JsonElement row)
    {
        var input = row.Count("prompt_tokens");
        var output = row.Count("completion_tokens");
        var reasoning = row.Count("reasoning_tokens") ?? 0;
        if (reasoning > (output ?? 0))
        {
            throw new FormatException("reasoning_tokens is greater than completion_tokens");
        }

        var amount = row.Number("usage").Required("usage");
        var line = new BillLine
        {
            Kind = BillLineKind.Usage,
            Meter = "usage",
            Provider = ProviderNames.OpenRouter,
            Account = _workspace,
            Model = row.Text("model").Required("model"),
            Raw = row.GetRawText(),
        };
        return
        [
            .. BillRow.Usage(
                line,
                row.Count("requests"),
                ("prompt_tokens", "input", input),
                ("completion_tokens", "output", output - reasoning),
                ("reasoning_tokens", "output_reasoning", reasoning)),
            line with { Kind = amount < 0 ? BillLineKind.Credit : BillLineKind.Usage, Amount = amount, Currency = "USD" },
        ];
    }

    private static OpenRouterGeneration ReadGeneration(string id, JsonElement data) => new()
    {
        Id = id,
        Model = data.Text("model"),
        Cost = data.Number("total_cost").Required("total_cost"),
        UpstreamInferenceCost = data.Number("upstream_inference_cost"),
        CacheDiscount = data.Number("cache_discount"),
        IsByok = data.Flag("is_byok") ?? false,
        IsCancelled = data.Flag("cancelled") ?? false,
        PromptTokens = data.Count("native_tokens_prompt"),
        CompletionTokens = data.Count("native_tokens_completion"),
        ReasoningTokens = data.Count("native_tokens_reasoning"),
        CachedTokens = data.Count("native_tokens_cached"),
    };
}

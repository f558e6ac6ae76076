using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>Handles the queries of the page.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CostDashboard : IDisposable
{

    /// <summary>The maximum number of calls in a tick (the event of one second), which keeps a tick below 4 KB.</summary>
    private const int TickCalls = 5;

    private const int CallsOfPart = 1_000;
    private const int SnapshotCalls = 50;
    private const int SparklineSeconds = 60;
    private const int MaxCached = 64;
    private const int PercentileCalls = 1_000;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly CostHistory _history;
    private readonly CostMeter _meter;
    private readonly AppIdentity _app;
    private readonly TimeProvider _timeProvider;
    private readonly MeteringSignals _signals;
    private readonly QualityReader _quality;
    private readonly WhatIfReader _whatIf;
    private readonly BudgetsReader? _budgets;
    private readonly LedgerSums? _ledger;
    private readonly CallsReader _calls;
    private readonly MonthProjection _projection;
    private readonly IReadOnlySet<string> _shownTags;
    private readonly ITimer _timer;
    private readonly Lock _cacheLock = new();
    private readonly Dictionary<string, byte[]> _cache = [];
    private long _cacheRevision = -1;
    private long _published;
    private bool _isQuiet = true;
    private int _isTicking;

    public CostDashboard(
        CostMeter meter,
        CostHistory history,
        LlmCostDashboardOptions options,
        AppIdentity app,
        MeteringSignals signals,
        Func<IReadOnlySet<string>, BudgetsReader>? budgets,
        ICostHistory? ledger,
        TimeProvider timeProvider)
    {
        (_meter, _history, Options, _app, _signals, _timeProvider) = (meter, history, options, app, signals, timeProvider);
        _shownTags = history.TagNames.Concat(options.ShowTags).ToHashSet();
        _quality = new QualityReader(history, meter, signals, options);
        _whatIf = new WhatIfReader(history, meter);
        _ledger = ledger is null ? null : new LedgerSums(ledger, history.TagNames, timeProvider);
        _projection = new MonthProjection(history, _ledger);
        _calls = new CallsReader(history, ledger);
        _budgets = budgets?.Invoke(_shownTags);
        Frames = new DashboardFrames(options.MaxStreams);
        _timer = timeProvider.CreateTimer(_ => Tick(), state: null, s_tick, s_tick);
    }

    /// <summary>Gets the options.</summary>
    public LlmCostDashboardOptions Options { get; }

    /// <summary>Gets the events that are sent to all streams.</summary>
    public DashboardFrames Frames { get; }

    /// <summary>Returns the first event of a stream.</summary>
    public byte[] Snapshot() => Event("snapshot", Frames.Last, Json(ReadSnapshot(), DashboardJson.Default.SnapshotAnswer));

    /// <summary>Returns the snapshot for pages that poll instead of using a stream.</summary>
    public byte[] SnapshotJson() => Json(ReadSnapshot(), DashboardJson.Default.SnapshotAnswer);

    /// <summary>Returns a summary.</summary>
    public async Task<byte[]> ReadSummaryAsync(IQueryCollection query, string queryText, CancellationToken cancellationToken)
    {
        var revision = _history.Update();
        lock (_cacheLock)
        {
            if (_cacheRevision == revision && _cache.TryGetValue(queryText, out var cached))
            {
                return cached;
            }
        }

        var summary = await SummarizeAsync(SummaryQuery.Read(Reader(query)), revision, cancellationToken);
        var bytes = Json(summary, DashboardJson.Default.SummaryAnswer);
        if (summary.Source is SummaryScope.Ledger)
        {
            // The answer is not cached, because the revision does not count the calls that other processes write to the ledger.
            return bytes;
        }

        lock (_cacheLock)
        {
            if (_cacheRevision != revision || _cache.Count >= MaxCached)
            {
                _cache.Clear();
                _cacheRevision = revision;
            }

            _cache[queryText] = bytes;
        }

        return bytes;
    }

    /// <summary>Returns a page of calls.</summary>
    public async Task<byte[]> ReadCallsAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var request = CallsQuery.Read(Reader(query));
        var (calls, total, missing) = await _calls.ReadAsync(request, cancellationToken);
        return Json(
            new CallsAnswer
            {
                Instance = _app.Instance,
                Source = _calls.IsInMemory(request) ? SummaryScope.Memory : SummaryScope.Ledger,
                Missing = missing,
                Total = total,
                Listed = calls.Count,
                Calls = [.. calls.Skip(request.Skip).Take(request.Take).Select(Answer)],
            },
            DashboardJson.Default.CallsAnswer);
    }

    /// <summary>
    /// Returns all selected calls as CSV. The text is returned in parts, because a ledger can contain too many calls for memory.
    /// </summary>
    public IAsyncEnumerable<byte[]> ReadCsv(IQueryCollection query, CancellationToken cancellationToken) =>
        _calls.ReadAllAsync(CallsQuery.Read(Reader(query)), cancellationToken)
            .Select(Answer)
            .Chunk(CallsOfPart)
            .Select((calls, part) => Encoding.UTF8.GetBytes(CallsCsv.Write(calls, isFirst: part is 0)));

    /// <summary>Returns the bill of a call, or null if the call is not kept.</summary>
    public async Task<byte[]?> ReadReceiptAsync(Guid id, CancellationToken cancellationToken) =>
        await _calls.FindAsync(id, cancellationToken) is { } call
            ? Json(ReceiptAnswer.Of(call, Answer(call), _app.Instance, _meter), DashboardJson.Default.ReceiptAnswer)
            : null;

    /// <summary>Returns the cost of a call on other models, or null if the call is not kept.</summary>
    public async Task<byte[]?> ReadWhatIfAsync(Guid id, CancellationToken cancellationToken) =>
        await _calls.FindAsync(id, cancellationToken) is { } call
            ? Json(_whatIf.Read(call.Record, _app.Instance), DashboardJson.Default.WhatIfAnswer)
            : null;

    /// <summary>Returns the explanation of a price.</summary>
    public byte[] Explain(IQueryCollection query)
    {
        var reader = Reader(query);
        var provider = reader.Text("provider") ?? throw new QueryException("'provider' is missing.");
        var model = reader.Text("model") ?? throw new QueryException("'model' is missing.");
        return string.IsNullOrWhiteSpace(provider) || string.IsNullOrWhiteSpace(model)
            ? throw new QueryException("'provider' and 'model' must not be blank.")
            : Json(
                new ExplanationAnswer { Instance = _app.Instance, Text = _meter.ExplainPrice(provider, model) },
                DashboardJson.Default.ExplanationAnswer);
    }

    /// <summary>Returns the data quality, such as unpriced calls, anomalies and metering failures.</summary>
    public byte[] ReadQuality() => Json(_quality.Read(_app.Instance), DashboardJson.Default.QualityAnswer);

    /// <summary>Returns the state of the budgets.</summary>
    public async Task<byte[]> ReadBudgetsAsync(CancellationToken cancellationToken) => Json(
        _budgets is null
            ? new BudgetsAnswer { Instance = _app.Instance, Budgets = [] }
            : await _budgets.ReadAsync(_app.Instance, cancellationToken),
        DashboardJson.Default.BudgetsAnswer);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _signals.Dispose();
    }

    private static byte[] Json<T>(T answer, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(answer, type);

    private static byte[] Event(string name, long number, byte[] data) =>
        [.. Encoding.UTF8.GetBytes($"id: {number}\nevent: {name}\ndata: "), .. data, .. "\n\n"u8];

    private CallAnswer Answer(EndedCall call) => CallAnswer.Of(call, _shownTags);

    private QueryReader Reader(IQueryCollection query) => new(query, _history.TagNames);

    private async Task<SummaryAnswer> SummarizeAsync(SummaryQuery query, long revision, CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow();
        var builder = new SummaryBuilder(query);
        var since = _history.Since.ToUnixTimeSeconds();
        var source = SummaryScope.Memory;
        MissingCalls? missing = null;
        if (_ledger is not null && query.Earliest < since)
        {
            source = SummaryScope.Ledger;
            await _ledger.AddAsync(query, builder, cancellationToken);
            var coverage = await _ledger.ReadCoverageAsync(query.Earliest, query.To, cancellationToken);
            missing = new MissingCalls(coverage, query.NeedsTags);
            since = coverage.StartTime?.ToUnixTimeSeconds() ?? since;
        }
        else
        {
            _history.Read(query.Earliest, query.To, query.Step, builder.Add);
        }

        var costs = _history.ReadCalls(PercentileCalls)
            .Where(call => call.Record.Cost is not null)
            .Select(call => (Series: CallSeries.Of(call.Record, _history.TagNames), Call: call))
            .Where(call => query.BucketOf(call.Call.End.ToUnixTimeSeconds()) >= 0 && query.Filter.Matches(call.Series))
            .ToLookup(call => query.By.ValueOf(call.Series) ?? "", call => call.Call.Record.Cost!.Value.Total);
        var scope = new SummaryScope(_app.Instance, revision, source, since, now.ToUnixTimeSeconds(), missing);
        return builder.Build(scope, costs, await _projection.CreateAsync(query.Filter, now, cancellationToken));
    }

    private SnapshotAnswer ReadSnapshot()
    {
        var revision = _history.Update();
        return new SnapshotAnswer { App = ReadApp(), Tick = ReadTick(revision, SnapshotCalls, ended: 0) };
    }

    private AppAnswer ReadApp() => new()
    {
        Name = _app.Name,
        Version = _app.Version,
        Instance = _app.Instance,
        Machine = Environment.MachineName,
        Since = _history.Since,
        Now = _timeProvider.GetUtcNow(),
        HasLedger = _ledger is not null,
        HasBudgets = _budgets is not null,
        HasMeter = _meter.HasClients,
        Tags = _history.TagNames,
        TraceUrl = Options.TraceUrl,
        GrafanaUrl = Options.GrafanaUrl,
        KeptCalls = Options.Calls,
    };

    private TickAnswer ReadTick(long revision, long calls, long ended)
    {
        var now = _timeProvider.GetUtcNow();
        var first = now.ToUnixTimeSeconds() - SparklineSeconds + 1;
        var minute = new CostSums();
        var sparkline = new decimal[SparklineSeconds];
        _history.Read(first, first + SparklineSeconds, step: 1, (time, _, sums) =>
        {
            minute.Add(sums);
            sparkline[time - first] += sums.Total;
        });
        return new TickAnswer
        {
            Instance = _app.Instance,
            Now = now,
            Revision = revision,
            Minute = SumsAnswer.Of(minute),
            Sparkline = Amounts.Text(sparkline),
            Calls = [.. _history.ReadCalls(calls).Select(Answer)],
            Ended = ended,
        };
    }

    private void Tick()
    {
        // The timer does not wait for the previous tick to finish.
        if (Interlocked.Exchange(ref _isTicking, 1) is 1)
        {
            return;
        }

        try
        {
            var revision = _history.Update();
            var ended = revision - _published;
            if (Frames.Streams is 0 || (ended is 0 && _isQuiet))
            {
                _published = revision;
                return;
            }

            _published = revision;
            var tick = ReadTick(revision, Math.Min(ended, TickCalls), ended);

            // After the last call, ticks are sent for another minute, so that the sparkline moves until it shows no calls.
            _isQuiet = tick.Minute.Calls is 0;
            Frames.Publish(number => Event("tick", number, Json(tick, DashboardJson.Default.TickAnswer)));
        }
        catch (Exception e)
        {
            _meter.ReportFailure(e);
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }
}

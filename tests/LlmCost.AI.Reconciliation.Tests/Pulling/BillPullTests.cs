using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Reconciliation.Tests.Pulling;

public sealed class BillPullTests : IDisposable
{
    private static readonly LedgerPeriod s_period = LedgerPeriod.Days(new(2026, 11, 1), new(2026, 11, 16));

    private readonly TemporaryFolder _folder = new();
    private readonly ImpatientClock _clock = new();
    private readonly BillStore _store;

    public BillPullTests() => _store = BillStore.Open(_folder.File("bills.db"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EachDay_IsStored_WithItsChange()
    {
        var value = "1";
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, value));
        using var source = Source(server);

        var first = await PullAsync(source);
        var second = await PullAsync(source);
        value = "2";
        var third = await PullAsync(source);

        Assert.Equal((16, 0, 0, 16L), (first.Added, first.Restated, first.Unchanged, first.Lines));
        Assert.Equal((0, 0, 16), (second.Added, second.Restated, second.Unchanged));
        Assert.Equal((0, 16, 0), (third.Added, third.Restated, third.Unchanged));
        Assert.Equal(s_period, third.Covered);
        Assert.Equal((9, 0, false), (server.Requests.Count, third.ResumedDays, third.IsEmpty));
        Assert.All(_store.Read(s_period), bucket => Assert.Equal(2, Assert.Single(bucket.Lines).Amount));
    }

    [Fact]
    public async Task RemovedLine_IsDeleted()
    {
        var value = "1";
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, value));
        using var source = Source(server);
        await PullAsync(source);
        value = "";

        var result = await PullAsync(source);

        Assert.Equal((16, 0L, true), (result.Restated, result.Lines, result.IsEmpty));
        Assert.All(_store.Read(s_period), bucket => Assert.Empty(bucket.Lines));
    }

    [Fact]
    public async Task InterruptedPull_ContinuesWhereItStopped()
    {
        var failing = true;
        await using var server = await BillServer.StartAsync(context => failing && Start(context) > Bills.Day
            ? BillServer.WriteAsync(context, 400, "")
            : AnswerAsync(context, "1"));
        using var source = Source(server);
        await Assert.ThrowsAsync<BillSourceException>(() => PullAsync(source));
        Assert.Equal(7, _store.Read(s_period).Count);
        failing = false;

        var result = await PullAsync(source);

        Assert.Equal((9, 7), (result.Added, result.ResumedDays));
        Assert.Equal(16, _store.Read(s_period).Count);
    }

    [Fact]
    public async Task PullThatWasKilledBetweenPages_RequestsOnlyTheRest()
    {
        using var kill = new CancellationTokenSource();
        await using var server = await BillServer.StartAsync(context =>
        {
            if (Start(context) == Bills.Day || context.Request.Query.ContainsKey("page"))
            {
                return AnswerAsync(context, "1");
            }

            kill.Cancel();
            return BillServer.WriteAsync(context, 200, """{"data":[],"has_more":true,"next_page":"2"}""");
        });
        using var source = Source(server);
        var options = new BillPullOptions { TimeProvider = _clock };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BillPull.RunAsync(source, _store, s_period, options, kill.Token));
        var requests = server.Requests.Count;
        using var reopened = BillStore.Open(_folder.File("bills.db"));

        var result = await BillPull.RunAsync(source, reopened, s_period, options, Bills.Cancellation);

        Assert.Equal((2, 9, 7), (requests, result.Added, result.ResumedDays));
        Assert.Equal(4, server.Requests.Count - requests);
        Assert.All(
            server.Requests.Skip(requests),
            request => Assert.DoesNotContain($"start_time={Bills.Day.ToUnixTimeSeconds()}&", request.Address));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 61)]
    public async Task InterruptedPull_StartsAgain_IfForcedOrAfterAnHour(bool again, int minutes)
    {
        var failing = true;
        await using var server = await BillServer.StartAsync(context => failing && Start(context) > Bills.Day
            ? BillServer.WriteAsync(context, 400, "")
            : AnswerAsync(context, "1"));
        using var source = Source(server);
        await Assert.ThrowsAsync<BillSourceException>(() => PullAsync(source));
        failing = false;
        _clock.Advance(TimeSpan.FromMinutes(minutes));

        var result = await PullAsync(source, again);

        Assert.Equal((9, 7, 0), (result.Added, result.Unchanged, result.ResumedDays));
    }

    [Fact]
    public async Task InterruptedPull_OfOtherReports_IsNotContinued()
    {
        await using var server = await BillServer.StartAsync(context => Start(context) > Bills.Day
            ? BillServer.WriteAsync(context, 400, "")
            : AnswerAsync(context, "1"));
        using var costs = Source(server);
        using var usage = Source(server, "embeddings");
        await Assert.ThrowsAsync<BillSourceException>(() => PullAsync(costs));
        await Assert.ThrowsAsync<BillSourceException>(() => PullAsync(usage));

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task UnreadableRows_AreCounted_AndStored()
    {
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, "\"much\""));
        using var source = Source(server);

        var result = await PullAsync(source);

        Assert.Equal((16, 16L), (result.Added, result.UnreadableRows));
        Assert.Contains("much", _store.Read(s_period)[0].Lines[0].Raw);
    }

    [Fact]
    public async Task Progress_IsReportedForEachBucket()
    {
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, "1"));
        using var source = Source(server);
        var progress = new Recorder();

        await BillPull.RunAsync(source, _store, s_period, new BillPullOptions { Progress = progress }, Bills.Cancellation);

        Assert.Equal(Enumerable.Range(1, 16), progress.Seen.Select(one => one.Buckets));
        Assert.Equal((s_period.End, 16), (progress.Seen[^1].Reached, progress.Seen[^1].Lines));
    }

    [Fact]
    public async Task SourceWithoutBucketsOfThePeriod_HasNoneCovered()
    {
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, "1"));
        using var source = Source(server);

        var result = await BillPull.RunAsync(
            source, _store, LedgerPeriod.Month(2030, 1), new BillPullOptions { TimeProvider = _clock }, Bills.Cancellation);

        Assert.Equal((0, null), (result.Buckets, result.Covered));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task CanceledPull_Stops()
    {
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, "1"));
        using var source = Source(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BillPull.RunAsync(source, _store, s_period, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Key_IsNotWrittenToAnyFile()
    {
        await using var server = await BillServer.StartAsync(context => AnswerAsync(context, "1"));
        using (var source = Source(server))
        {
            await PullAsync(source);
        }

        _store.Dispose();

        var key = Encoding.UTF8.GetBytes(Bills.Key);
        Assert.All(
            Directory.GetFiles(_folder.Path),
            file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(key)));
        Assert.All(server.Requests, request => Assert.DoesNotContain(Bills.Key, request.Address));
    }

    private static DateTimeOffset Start(HttpContext context) => DateTimeOffset.FromUnixTimeSeconds(
        long.Parse(context.Request.Query["start_time"].ToString(), CultureInfo.InvariantCulture));

    /// <summary>Writes a response with one line for each requested day, or with no lines if the amount is empty.</summary>
    private static Task AnswerAsync(HttpContext context, string amount)
    {
        var start = Start(context);
        var end = long.Parse(context.Request.Query["end_time"].ToString(), CultureInfo.InvariantCulture);
        var row = amount.Length is 0 ? "" : $$"""{"amount":{"value":{{amount}},"currency":"usd"},"line_item":"x"}""";
        var days = new List<string>();
        for (var day = start.ToUnixTimeSeconds(); day < end; day += 86_400)
        {
            days.Add($$"""{"start_time":{{day}},"results":[{{row}}]}""");
        }

        return BillServer.WriteAsync(context, 200, $$"""{"data":[{{string.Join(',', days)}}],"has_more":false}""");
    }

    private OpenAIBillSource Source(BillServer server, string report = "costs") => new(
        Bills.Credential, new OpenAIBillOptions { Endpoint = server.Address, Reports = [report] }, timeProvider: _clock);

    private Task<BillPullResult> PullAsync(OpenAIBillSource source, bool again = false) => BillPull.RunAsync(
        source, _store, s_period, new BillPullOptions { Again = again, TimeProvider = _clock }, Bills.Cancellation);

    private sealed class Recorder : IProgress<BillPullProgress>
    {
        public List<BillPullProgress> Seen { get; } = [];

        public void Report(BillPullProgress value) => Seen.Add(value);
    }
}

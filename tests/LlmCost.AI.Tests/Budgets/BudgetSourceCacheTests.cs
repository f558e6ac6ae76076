using Microsoft.Extensions.Primitives;

namespace LlmCost.AI.Tests;

public sealed class BudgetSourceCacheTests : IDisposable
{
    private readonly TestMeter _meter = new();
    private readonly TestSource _source = new();
    private readonly List<string> _budgets = ["tenant-month"];

    [Fact]
    public async Task Start_LoadsInTheBackground()
    {
        var answer = new TaskCompletionSource<IReadOnlyDictionary<string, BudgetLimitOptions>>();
        _source.OnGetLimits = _ => answer.Task;
        using var cache = Create();

        Assert.Null(cache.Find("tenant-month", "acme"));

        answer.SetResult(await Limits(("acme", 50)));
        await cache.Loading;

        Assert.Equal(50, cache.Find("tenant-month", "acme")?.Usd);
        Assert.Equal(1, cache.Version);
    }

    [Fact]
    public async Task Find_MatchesTheValueExactly_AndIgnoresTheCaseOfTheBudget()
    {
        _source.Answer(("acme", 50));
        using var cache = await LoadedAsync();

        Assert.Equal(50, cache.Find("Tenant-Month", "acme")?.Usd);
        Assert.Null(cache.Find("tenant-month", "ACME"));
        Assert.Null(cache.Find("tenant-month", "acm"));
        Assert.Null(cache.Find("other", "acme"));
    }

    [Fact]
    public async Task Change_LoadsAgain()
    {
        _source.Answer(("acme", 50), ("globex", 10));
        using var cache = await LoadedAsync();

        _source.Answer(("acme", 70));
        _source.Change();
        await cache.Loading;

        Assert.Equal(70, cache.Find("tenant-month", "acme")?.Usd);
        Assert.Null(cache.Find("tenant-month", "globex"));
        Assert.Equal(2, cache.Version);
    }

    [Fact]
    public async Task FailedLoad_KeepsTheLastValidLimits_AndIsCounted()
    {
        using var failures = _meter.Collect<long>("llmcost.failures");
        _source.Answer(("acme", 50));
        using var cache = await LoadedAsync();

        _source.OnGetLimits = _ => throw new TimeoutException("The database does not answer.");
        _source.Change();
        await cache.Loading;

        Assert.Equal(50, cache.Find("tenant-month", "acme")?.Usd);
        Assert.Equal("configuration", Assert.Single(failures.GetMeasurementSnapshot()).Tags["llmcost.failure.reason"]);
        Assert.Equal("MeteringFailed", _meter.Logs.LatestRecord.Id.Name);

        _source.Answer(("acme", 70));
        _source.Change();
        await cache.Loading;

        Assert.Equal(70, cache.Find("tenant-month", "acme")?.Usd);
    }

    [Fact]
    public async Task FailureOfOneBudget_DoesNotAffectOthers()
    {
        _budgets.Add("user-day");
        _source.OnGetLimits = budget => Limits(("acme", budget is "user-day" ? 2 : 50));
        using var cache = await LoadedAsync();

        _source.OnGetLimits = budget =>
            budget is "user-day" ? Limits(("acme", 3)) : throw new TimeoutException();
        _source.Change();
        await cache.Loading;

        Assert.Equal(50, cache.Find("tenant-month", "acme")?.Usd);
        Assert.Equal(3, cache.Find("user-day", "acme")?.Usd);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(9_000_001)]
    public async Task InvalidLimit_KeepsTheLastValidLimits_AndIsCounted(int limit)
    {
        using var failures = _meter.Collect<long>("llmcost.failures");
        _source.Answer(("acme", 50));
        using var cache = await LoadedAsync();

        _source.Answer(("acme", 70), ("globex", limit));
        _source.Change();
        await cache.Loading;

        Assert.Equal(50, cache.Find("tenant-month", "acme")?.Usd);
        Assert.Single(failures.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task ChangesDuringALoad_CauseOneMoreLoad()
    {
        var first = new TaskCompletionSource<IReadOnlyDictionary<string, BudgetLimitOptions>>();
        var started = new TaskCompletionSource();
        var loads = 0;
        _source.OnGetLimits = _ =>
        {
            started.TrySetResult();
            return Interlocked.Increment(ref loads) is 1 ? first.Task : Limits(("acme", 70));
        };
        using var cache = Create();
        await started.Task;

        _source.Change();
        _source.Change();
        _source.Change();
        first.SetResult(await Limits(("acme", 50)));
        await cache.Loading;

        Assert.Equal(70, cache.Find("tenant-month", "acme")?.Usd);
        Assert.Equal(2, loads);
    }

    [Fact]
    public async Task Dispose_CancelsTheLoadWithoutAFailure()
    {
        using var failures = _meter.Collect<long>("llmcost.failures");
        var started = new TaskCompletionSource();
        _source.OnGetLimitsAsync = async (_, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return await Limits();
        };
        var cache = Create();
        await started.Task;

        cache.Dispose();
        await cache.Loading;
        _source.Change();

        Assert.True(cache.Loading.IsCompletedSuccessfully);
        Assert.Empty(failures.GetMeasurementSnapshot());
        Assert.Equal(0, cache.Version);
    }

    public void Dispose() => _meter.Dispose();

    private static Task<IReadOnlyDictionary<string, BudgetLimitOptions>> Limits(params (string Value, decimal Usd)[] limits) =>
        Task.FromResult<IReadOnlyDictionary<string, BudgetLimitOptions>>(
            limits.ToDictionary(limit => limit.Value, limit => new BudgetLimitOptions { Usd = limit.Usd }));

    private BudgetSourceCache Create() => new(_source, () => _budgets, _meter.Meter.Context.Failures);

    private async Task<BudgetSourceCache> LoadedAsync()
    {
        var cache = Create();
        await cache.Loading;
        return cache;
    }

    private sealed class TestSource : IBudgetSource
    {
        private CancellationTokenSource _change = new();

        public Func<string, Task<IReadOnlyDictionary<string, BudgetLimitOptions>>> OnGetLimits
        {
            set => OnGetLimitsAsync = (budget, _) => value(budget);
        }

        public Func<string, CancellationToken, Task<IReadOnlyDictionary<string, BudgetLimitOptions>>> OnGetLimitsAsync
        {
            get; set;
        } = (_, _) => Limits();

        public void Answer(params (string Value, decimal Usd)[] limits) => OnGetLimits = _ => Limits(limits);

        public async ValueTask<IReadOnlyDictionary<string, BudgetLimitOptions>> GetLimitsAsync(
            string budget, CancellationToken cancellationToken = default) =>
            await OnGetLimitsAsync(budget, cancellationToken);

        public IChangeToken GetChangeToken() => new CancellationChangeToken(_change.Token);

        public void Change() => Interlocked.Exchange(ref _change, new CancellationTokenSource()).Cancel();
    }
}

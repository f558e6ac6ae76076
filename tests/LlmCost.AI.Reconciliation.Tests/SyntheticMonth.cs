using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Reconciliation.Tests;

/// <summary>The calls of an app in November 2026 in a real ledger, and the bill that agrees with them exactly.</summary>
internal sealed class SyntheticMonth : IAsyncDisposable
{
    private static readonly DateTimeOffset s_first = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    private SyntheticMonth()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddCostMetering()
            .AddLedger(options => (options.Path, options.ServiceName) = (_folder.File("ledger"), "shop"))
            .Services
            .BuildServiceProvider();
        Meter = _services.GetRequiredService<CostMeter>();
        Bills = BillStore.Open(_folder.File("bills.db"));
    }

    /// <summary>Gets the time at which the month is compared. By then, all its days are final.</summary>
    public static DateTimeOffset At { get; } = s_first.AddMonths(1).AddDays(10);

    /// <summary>Gets the month.</summary>
    public static LedgerPeriod Period { get; } = LedgerPeriod.Month(2026, 11);

    /// <summary>Gets the meter of the app.</summary>
    public CostMeter Meter { get; }

    /// <summary>Gets the bills.</summary>
    public BillStore Bills { get; }

    /// <summary>Gets the ledger.</summary>
    public CostLedger Ledger => CostLedger.Open(_folder.File("ledger"));

    /// <summary>Creates a month of calls to two models of OpenAI and one of Anthropic.</summary>
    /// <param name="record">Records further calls.</param>
    /// <param name="calls">The number of calls per day and model.</param>
    public static async Task<SyntheticMonth> CreateAsync(Action<SyntheticMonth>? record = null, int calls = 4)
    {
        var month = new SyntheticMonth();
        for (var day = 0; day < 30; day++)
        {
            for (var call = 0; call < calls; call++)
            {
                var number = (day * calls) + call;
                month.Record(
                    "openai", "gpt-4o", "shop", day, call,
                    new() { Input = 40_000 + number, InputCacheRead = 9_000, Output = 5_000 + number });
                month.Record(
                    "openai", "gpt-4o-mini-2024-07-18", "blog", day, call,
                    new() { Input = 100_000 + number, Output = 90_000 });
                month.Record(
                    "anthropic", "claude-sonnet-4-5", null, day, call,
                    new() { Input = 30_000, InputCacheRead = 20_000, InputCacheWrite = 4_000, Output = 3_000 + number });
            }
        }

        record?.Invoke(month);
        await month._services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);
        return month;
    }

    /// <summary>Records a call.</summary>
    public void Record(
        string provider, string model, string? account, int day, int call, TokenUsage usage,
        Func<PaidCall, PaidCall>? change = null)
    {
        var paid = new PaidCall
        {
            OperationName = "chat",
            ProviderName = provider,
            Model = model,
            Account = account,
            Timestamp = s_first.AddDays(day).AddHours(1 + call),
            Duration = TimeSpan.FromSeconds(2),
            Usage = usage,
            Outcome = CallOutcome.Completed,
        };
        Meter.Record(change is null ? paid : change(paid));
    }

    /// <summary>Records a call whose usage was estimated.</summary>
    public void RecordEstimated(string provider, string model, string account, int day, TokenUsage usage)
    {
        var time = s_first.AddDays(day).AddHours(12);
        var estimate = Meter.Estimate(provider, model, usage, at: time);
        _services.GetRequiredService<LedgerWriter>().OnRecorded(new CostRecord
        {
            Id = Guid.CreateVersion7(time),
            OperationName = "chat",
            ProviderName = provider,
            RequestModel = model,
            ResponseModel = model,
            Account = account,
            Timestamp = time,
            Usage = usage,
            UsageSource = UsageSource.Estimated,
            Cost = estimate.Cost,
            ListCost = estimate.ListCost,
            Charges = estimate.Charges,
            PriceSource = estimate.PriceSource,
            Outcome = CallOutcome.Completed,
        });
    }

    /// <summary>Stores the bill of the month after changing it, and compares it with the ledger.</summary>
    /// <param name="change">Changes, removes or adds lines of a day.</param>
    /// <param name="configure">Changes the options.</param>
    public async Task<CostReconciliation> ReconcileAsync(
        Func<BillLine, DateOnly, IEnumerable<BillLine>>? change = null,
        Func<ReconciliationOptions, ReconciliationOptions>? configure = null)
    {
        foreach (var bucket in await BillAsync())
        {
            var day = DateOnly.FromDateTime(bucket.Start.UtcDateTime);
            Bills.Replace(bucket with
            {
                Lines = [.. bucket.Lines.SelectMany(line => change is null ? [line] : change(line, day))],
            });
        }

        return await CompareAsync(configure);
    }

    /// <summary>Compares the bills with the ledger.</summary>
    public Task<CostReconciliation> CompareAsync(Func<ReconciliationOptions, ReconciliationOptions>? configure = null)
    {
        var options = new ReconciliationOptions { Period = Period, At = At };
        return CostReconciliation.CreateAsync(
            Ledger, Bills, configure is null ? options : configure(options), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Returns the bill that agrees with the ledger. It contains usage and costs per day, in the form of OpenAI and Anthropic.
    /// </summary>
    public async Task<IReadOnlyList<BillBucket>> BillAsync()
    {
        var requests = new Dictionary<(DateTimeOffset, string, string?, string?), long>();
        await foreach (var total in Ledger.ReadTotalsAsync(new() { Period = Period }, TestContext.Current.CancellationToken))
        {
            var key = (total.Start, total.Key.ProviderName!, total.Key.Account, total.Key.Model);
            requests[key] = requests.GetValueOrDefault(key) + total.Calls;
        }

        var charges = new List<LedgerTotal>();
        await foreach (var total in Ledger.ReadTotalsAsync(
            new() { Period = Period, ByPrice = true }, TestContext.Current.CancellationToken))
        {
            charges.Add(total);
        }

        return
        [
            .. charges.GroupBy(charge => (charge.Start, Provider: charge.Key.ProviderName!)).SelectMany(day => (BillBucket[])
            [
                Bucket(day.Key.Provider, day.Key.Start, BillBasis.Usage, [.. day.Select(charge => Line(charge) with
                {
                    Quantity = charge.Quantity,
                    Requests = day.Key.Provider is "openai" && requests.Remove(
                        (charge.Start, day.Key.Provider, charge.Key.Account, charge.Key.Model), out var count) ? count : null,
                })]),
                Bucket(day.Key.Provider, day.Key.Start, BillBasis.Cost, [.. day.Select(charge => Line(charge) with
                {
                    Amount = charge.Cost,
                    Currency = "USD",
                })]),
            ]),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Bills.Dispose();
        _folder.Dispose();
    }

    private static BillLine Line(LedgerTotal charge) => new()
    {
        Kind = BillLineKind.Usage,
        Meter = $"{charge.Key.Model}, {charge.Price!.Unit}",
        Provider = charge.Key.ProviderName!,
        Account = charge.Key.Account,
        Model = charge.Key.Model,
        Unit = charge.Price!.Unit,
    };

    private static BillBucket Bucket(
        string provider, DateTimeOffset start, BillBasis basis, IReadOnlyList<BillLine> lines) => new()
    {
        Source = provider,
        Basis = basis,
        Start = start,
        End = start.AddDays(1),
        ObservedAt = start.AddDays(12),
        Lines = lines,
    };
}

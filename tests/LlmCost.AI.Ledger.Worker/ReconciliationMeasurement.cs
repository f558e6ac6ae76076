using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Ledger.Worker;

/// <summary>
/// Measures the reconciliation of a month whose calls are all in the ledger. No day of the month is closed. The figures are in
/// tests/LlmCost.AI.Benchmarks/RESULTS.md.
/// </summary>
internal static class ReconciliationMeasurement
{
    private const int Days = 30;
    private const string DearerModel = "gpt-4o";

    private static readonly string[] s_models = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "o4-mini"];
    private static readonly string[] s_accounts = ["proj_a", "proj_b", "proj_c"];
    private static readonly string[] s_features = ["chat", "search", "summarize", "research", "translate"];

    public static async Task RunAsync(string folder, int calls)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await RecordAsync(folder, calls);
        var ledger = CostLedger.Open(folder);
        using var bills = BillStore.Open(Path.Combine(folder, "bills.db"));
        Console.WriteLine($"bill: {await BillAsync(ledger, bills)} lines");

        // The bill of one model is higher than its metered cost, so that the reconciliation also reads its calls to compare the
        // sizes of prompts.
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var result = await CostReconciliation.CreateAsync(ledger, bills, new ReconciliationOptions
        {
            Period = LedgerPeriod.Month(2026, 11),
            By = [ReconciliationField.Day, ReconciliationField.Model],
            At = new DateTimeOffset(2026, 12, 15, 0, 0, 0, TimeSpan.Zero),
        });
        Console.WriteLine($"reconciliation of {result.Total.MeteredCalls} calls: "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s, "
            + $"{(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:0.00} s of processors, "
            + $"{result.Rows.Count} rows, difference {result.Total.Difference} USD, "
            + $"{string.Join(", ", result.Findings.Select(finding => finding.Cause))}");
    }

    private static async Task RecordAsync(string folder, int calls)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddCostMetering()
            .AddLedger(options => (options.Path, options.QueueLength, options.FullSync) = (folder, 1_048_576, false))
            .Services
            .BuildServiceProvider();
        var (meter, ledger) = (services.GetRequiredService<CostMeter>(), services.GetRequiredService<LedgerWriter>());
        var first = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < calls; i++)
        {
            using var scope = CostScope.Begin(s_features[i % s_features.Length]);
            meter.Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = "openai",
                Model = s_models[i % s_models.Length],
                Account = s_accounts[i % s_accounts.Length],
                Timestamp = first + (TimeSpan.FromDays(Days) * ((double)i / calls)),
                Duration = TimeSpan.FromSeconds(2),
                Usage = new TokenUsage { Input = 1_000 + (i % 997), InputCacheRead = i % 501, Output = 200 + (i % 97) },
                Outcome = CallOutcome.Completed,
            });
            if (i % 200_000 is 0)
            {
                await ledger.FlushAsync();
            }
        }

        await ledger.FlushAsync();
        Console.WriteLine($"ledger: {ledger.Status.Records} calls, dropped {ledger.Status.Dropped}");
    }

    /// <summary>Stores a bill with the usage and cost of each day by account, model and unit.</summary>
    private static async Task<int> BillAsync(CostLedger ledger, BillStore bills)
    {
        var query = new LedgerTotalsQuery { Period = LedgerPeriod.Month(2026, 11) };
        var requests = new Dictionary<(DateTimeOffset, string?, string?), long>();
        await foreach (var total in ledger.ReadTotalsAsync(query))
        {
            var key = (total.Start, total.Key.Account, total.Key.Model);
            requests[key] = requests.GetValueOrDefault(key) + total.Calls;
        }

        var charges = new Dictionary<(DateTimeOffset Day, string? Account, string? Model, string Unit), (decimal, decimal)>();
        await foreach (var total in ledger.ReadTotalsAsync(query with { ByPrice = true }))
        {
            var key = (total.Start, total.Key.Account, total.Key.Model, total.Price!.Unit);
            var (quantity, cost) = charges.GetValueOrDefault(key);
            charges[key] = (quantity + total.Quantity, cost + total.Cost);
        }

        var lines = 0;
        foreach (var day in charges.GroupBy(charge => charge.Key.Day))
        {
            var costs = day.Select(charge => new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = $"{charge.Key.Model}, {charge.Key.Unit}",
                Provider = "openai",
                Account = charge.Key.Account,
                Model = charge.Key.Model,
                Unit = charge.Key.Unit,
                Amount = charge.Value.Item2 * (charge.Key.Model is DearerModel ? 1.1m : 1),
                Currency = "USD",
            }).ToList();
            var usage = day.Select(charge => new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = charge.Key.Unit,
                Provider = "openai",
                Account = charge.Key.Account,
                Model = charge.Key.Model,
                Unit = charge.Key.Unit,
                Quantity = charge.Value.Item1,
                Requests = requests.Remove((day.Key, charge.Key.Account, charge.Key.Model), out var count) ? count : null,
            }).ToList();
            foreach (var (basis, bill) in ((BillBasis, List<BillLine>)[])[(BillBasis.Usage, usage), (BillBasis.Cost, costs)])
            {
                lines += bill.Count;
                bills.Replace(new BillBucket
                {
                    Source = "openai",
                    Basis = basis,
                    Start = day.Key,
                    End = day.Key.AddDays(1),
                    ObservedAt = day.Key.AddDays(10),
                    Lines = bill,
                });
            }
        }

        return lines;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Measures how many calls per second the in-memory budget store reserves and settles for many concurrent callers.
/// </summary>
internal static class BudgetContention
{
    private const int Callers = 64;
    private const int Calls = 640_000;
    private const int Rounds = 5;

    public static void Run()
    {
        Console.WriteLine("reserve and settle in memory, best of five rounds");
        foreach (var counters in (int[])[1, 10_000])
        {
            foreach (var callers in (int[])[1, Callers])
            {
                var best = Enumerable.Range(0, Rounds).Select(_ => Measure(counters, callers)).MaxBy(round => round.PerSecond);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {callers,2} callers, {counters,6} counters{best.PerSecond,14:N0} calls a second" +
                    $"{best.Contentions,10:N0} contentions in {Calls:N0} calls"));
            }
        }
    }

    private static (double PerSecond, long Contentions) Measure(int counters, int callers)
    {
        var store = new BudgetLedger(TimeProvider.System, maxCounters: 2 * counters);
        BudgetCalls[] calls = [.. Enumerable.Range(0, counters).Select(number => new BudgetCalls(store, number))];
        Parallel.For(0, counters, number => calls[number].Call(new BudgetHold()));
        using var start = new Barrier(callers + 1);
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(caller => new Thread(() =>
        {
            var hold = new BudgetHold();
            var number = caller * 157;
            start.SignalAndWait();
            for (var i = 0; i < Calls / callers; i++)
            {
                number = (number + 1) % counters;
                calls[number].Call(hold);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        var contentions = Monitor.LockContentionCount;
        start.SignalAndWait();
        var watch = Stopwatch.StartNew();
        Array.ForEach(threads, thread => thread.Join());
        return (Calls / watch.Elapsed.TotalSeconds, Monitor.LockContentionCount - contentions);
    }
}

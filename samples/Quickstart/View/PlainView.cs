using System.Globalization;
using SimulatedProvider;
using Spectre.Console;

namespace Quickstart;

/// <summary>Writes a line every five seconds, for output that is not a terminal.</summary>
internal sealed class PlainView(
    IAnsiConsole console,
    RunSummary summary,
    BudgetSummary? budget,
    SpendRate rate,
    QuickstartOptions options,
    TimeProvider timeProvider) : IRunView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task FollowAsync(Task run)
    {
        var provider = options.Live ? "Real providers" : "Simulated provider";
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{provider}, {options.Rate} calls per second for {options.Duration}."));

        var start = timeProvider.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, timeProvider);

        while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run)
        {
            var snapshot = summary.Snapshot();

            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{timeProvider.GetElapsedTime(start):mm\\:ss}  {snapshot.Calls.Total,6:N0} calls  " +
                $"{snapshot.Total.Tokens,11:N0} tokens  " +
                $"{Money.Short(snapshot.Total.Cost),12}  {Money.Rounded(rate.PerMinute()),9} per minute"));
            if (budget is not null)
            {
                console.WriteLine($"       {budget.Line()}");
            }
        }

        await run;
    }

    /// <inheritdoc/>
    public void ShowSummary(BillingLedger? ledger) => SummaryTables.Write(console, summary.Snapshot(), budget, ledger);
}

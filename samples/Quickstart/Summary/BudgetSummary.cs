using System.Globalization;
using LlmCost.AI;

namespace Quickstart;

/// <summary>Counts the decisions of the run's budget, and reads the state of the budget.</summary>
internal sealed class BudgetSummary : IBudgetObserver
{
    /// <summary>The name of the budget.</summary>
    public const string Name = "quickstart";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private int _refused;
    private int _downgraded;
    private int _warned;

    /// <summary>Gets the latest state of the budget, or null before the first read.</summary>
    public BudgetStatus? Status { get; private set; }

    /// <summary>
    /// Gets the type of the error if the latest read failed, or null if it succeeded. After an error, <see cref="Status"/> is
    /// outdated.
    /// </summary>
    public string? ReadError { get; private set; }

    /// <summary>Gets the number of calls that were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Gets the number of calls that used a cheaper model.</summary>
    public int Downgraded => Volatile.Read(ref _downgraded);

    /// <summary>Gets the highest threshold, in percent of the limit, for which this process received a warning.</summary>
    public int Warned => Volatile.Read(ref _warned);

    /// <inheritdoc/>
    public void OnEvent(BudgetEvent budgetEvent)
    {
        switch (budgetEvent.Kind)
        {
            case BudgetEventKind.Refused:
                Interlocked.Increment(ref _refused);
                break;
            case BudgetEventKind.Downgraded:
                Interlocked.Increment(ref _downgraded);
                break;
            case BudgetEventKind.Warned:
                Volatile.Write(ref _warned, budgetEvent.Threshold);
                break;
        }
    }

    /// <summary>Reads the state of the budget repeatedly until the run ends, and then once more.</summary>
    public async Task FollowAsync(CostBudgets budgets, Task run, TimeProvider timeProvider)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run)
        {
            await ReadAsync(budgets);
        }

        await run;
        await ReadAsync(budgets);
    }

    /// <summary>Returns the state of the budget and the counts of its decisions as one line of text.</summary>
    public string Line()
    {
        var state = Status is not { } status
            ? "not read yet"
            : $"{Money.Short(status.Spent)} spent and {Money.Short(status.Reserved)} reserved of {Money.Short(status.Limit)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Budget: {state}{(ReadError is null ? "" : $" (the store did not respond: {ReadError})")}, "
                + $"{(Warned > 0 ? $"warned at {Warned} %, " : "")}{Downgraded:N0} calls downgraded, {Refused:N0} refused");
    }

    /// <summary>
    /// Reads the state of the budget. If the store is unavailable, the previous state is kept, because the run continues without
    /// the store.
    /// </summary>
    private async Task ReadAsync(CostBudgets budgets)
    {
        try
        {
            Status = (await budgets.GetStatusAsync(Name))[0];
            ReadError = null;
        }
        catch (Exception e)
        {
            ReadError = e.GetType().Name;
        }
    }
}

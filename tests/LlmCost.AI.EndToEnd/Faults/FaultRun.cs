using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>Runs one fault under load and asserts the guarantees afterwards.</summary>
internal static class FaultRun
{
    /// <summary>
    /// The target load of a row, in calls per second. It is slightly above the required average of 2,000, or lower if rows share
    /// the machine.
    /// </summary>
    public static readonly string Rate = FaultMatrix.IsOneAtATime ? "2200" : "800";

    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Makes calls, injects a fault, stops the app, and asserts that no data was lost, callers were unaffected, and memory is
    /// bounded.
    /// </summary>
    public static async Task<FaultResult> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Requires is [var program, .. var arguments])
        {
            await SkipUnlessAsync(program, arguments, cancellationToken);
        }

        await using var stack = await (fault.HasBudgets
            ? FaultStack.StartWithRedisAsync(cancellationToken)
            : FaultStack.StartAsync(cancellationToken));
        await using var app = await LoadApp.StartAsync(
            stack.Folder,
            stack.Network.Address,
            [
                ("Load__Rate", Rate),
                .. fault.HasBudgets ? SharedBudgets.Settings(stack) : [],
                .. fault.Settings(stack.Folder),
            ],
            fault.Launcher(stack.Folder),
            cancellationToken);

        await Task.Delay(Warmth, cancellationToken);
        if (fault.HasBudgets)
        {
            await SharedBudgets.UntilSpentAsync(stack, cancellationToken);
        }

        await fault.BreakAsync(stack, app, cancellationToken);
        if (fault.HasBudgets)
        {
            await SharedBudgets.UntilAdmittedAsync(app, cancellationToken);
        }

        await Task.Delay(Warmth, cancellationToken);
        var report = await app.StopAsync(cancellationToken);

        await Invariant.HoldsAsync(report, stack.Prometheus.Api, cancellationToken);
        if (fault.HasBudgets)
        {
            await SharedBudgets.HoldAsync(stack, report, cancellationToken);
        }

        fault.Prove(report);
        BoundedMemory.Holds(report);

        var known = (long)await Invariant.SumAsync("llmcost_calls_total", stack.Prometheus.Api, cancellationToken);
        return new FaultResult(
            fault.Name, report.Calls, report.Calls - report.RefusedCalls - known, report.Calls / report.Duration.TotalSeconds,
            report.ExtraMicrosecondsP99, report.PeakWorkingSet);
    }

    private static async Task SkipUnlessAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            await CommandLine.RunAsync(program, arguments, new Dictionary<string, string?>(), cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            Assert.Skip(e.Message);
        }
    }
}

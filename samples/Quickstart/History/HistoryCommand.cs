using System.Runtime.InteropServices;
using SimulatedProvider;

namespace Quickstart;

/// <summary>Records a history of calls, and optionally serves the simulated provider's bills for these calls.</summary>
internal static class HistoryCommand
{
    /// <summary>Records the history. If bills are served, keeps running until Ctrl+C.</summary>
    /// <param name="options">The options.</param>
    /// <param name="output">The writer that receives the suggested commands.</param>
    /// <param name="clock">The clock. The history ends before the current day.</param>
    /// <param name="cancellationToken">A token that stops the server, like Ctrl+C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        HistoryOptions options, TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!options.ServesBills)
        {
            await RecordAsync(options, new BillingLedger(), output, clock, cancellationToken);
            return 0;
        }

        ProviderSimulator provider;

        try
        {
            provider = await ProviderSimulator.StartAsync(
                timeProvider: clock, port: options.Port, cancellationToken: cancellationToken);
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"--serve-bills cannot use port {options.Port}: {exception.Message}");
            return 1;
        }

        await using (provider)
        {
            await RecordAsync(options, provider.Ledger, output, clock, cancellationToken);
            await WriteBillCommandsAsync(options.Folder, provider.Address, clock, output);
            await WaitForStopAsync(cancellationToken);
        }

        return 0;
    }

    private static async Task RecordAsync(
        HistoryOptions options, BillingLedger books, TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        var calls = await RecordedHistory.RecordAsync(options.Folder.FullName, clock, books, cancellationToken);

        await output.WriteLineAsync(
            FormattableString.Invariant($"{calls:N0} calls of the last 60 days are recorded in {options.Folder.FullName}."));
        await output.WriteLineAsync($"For example, run: llmcost ledger report --ledger {options.Folder} --by feature,model");

        if (options.HasUnmeteredCalls)
        {
            var script = UnmeteredScript.Bill(books, clock.GetUtcNow());
            await output.WriteLineAsync(
                FormattableString.Invariant($"A nightly script made {script:N0} calls of {UnmeteredScript.Model} in the last ")
                + $"{UnmeteredScript.Nights} nights. The provider bills them, but they are not metered.");
        }
    }

    private static async Task WriteBillCommandsAsync(DirectoryInfo folder, Uri address, TimeProvider clock, TextWriter output)
    {
        var endpoint = $"--ledger {folder} --endpoint {new Uri(address, "v1")}";
        var lastDay = clock.GetUtcNow().UtcDateTime.AddDays(-1);

        await output.WriteLineAsync(FormattableString.Invariant(
            $"""

            The bills of OpenAI and Anthropic are served at {address} until Ctrl+C. Compare them with the ledger:
              OPENAI_ADMIN_KEY=sk-admin-simulated llmcost bills pull openai {endpoint}
              ANTHROPIC_ADMIN_KEY=sk-ant-admin-simulated llmcost bills pull anthropic {endpoint}
              llmcost reconcile --ledger {folder} --month {lastDay:yyyy-MM} --by day,model
            """));
    }

    private static async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        using var token = cancellationToken.Register(() => stop.TrySetResult());
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        await stop.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }
}

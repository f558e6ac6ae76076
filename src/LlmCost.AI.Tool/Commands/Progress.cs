using System.Globalization;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Shows the progress of a long operation on standard error, if it is a terminal.</summary>
internal static class Progress
{
    /// <summary>Runs an operation and shows its progress.</summary>
    /// <param name="what">The name of the operation, such as <c>Pricing</c>.</param>
    /// <param name="unit">The unit that is counted, such as <c>lines</c>.</param>
    /// <param name="work">The operation, which reports the number of completed units.</param>
    /// <returns>The result of the operation.</returns>
    public static int Show(string what, string unit, Func<IProgress<long>?, int> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Out.IsTerminal
            ? console.Status().Start($"{what} …", status => work(new Reporter(status, what, unit)))
            : work(null);
    }

    /// <inheritdoc cref="Show"/>
    public static Task<T> ShowAsync<T>(string what, string unit, Func<IProgress<long>?, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Out.IsTerminal
            ? console.Status().StartAsync($"{what} …", status => work(new Reporter(status, what, unit)))
            : work(null);
    }

    /// <summary>Runs an operation of a known size and shows its progress as a bar.</summary>
    /// <param name="what">The name of the operation, such as <c>Importing</c>.</param>
    /// <param name="work">The operation, which reports the completed share, from 0 to 1.</param>
    /// <returns>The result of the operation.</returns>
    public static Task<int> ShowBarAsync(string what, Func<IProgress<double>?, Task<int>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Out.IsTerminal
            ? console.Progress().AutoClear(true).StartAsync(bar => work(new BarReporter(bar.AddTask(what, maxValue: 1))))
            : work(null);
    }

    private sealed class BarReporter(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }

    private sealed class Reporter(StatusContext status, string what, string unit) : IProgress<long>
    {
        public void Report(long value) =>
            status.Status(string.Create(CultureInfo.InvariantCulture, $"{what} … {value:N0} {unit}"));
    }
}

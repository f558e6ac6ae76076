using System.Globalization;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Shows on standard error how far long work is, where somebody looks on.</summary>
internal static class Progress
{
    /// <summary>Runs work.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="work">The work, which reports how much of it is done.</param>
    public static int Show(string what, string unit, Func<IProgress<long>?, int> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Out.IsTerminal
            ? console.Status().Start($"{what} …", status => work(new Reporter(status, what, unit)))
            : work(null);
    }

    private sealed class Reporter(StatusContext status, string what, string unit) : IProgress<long>
    {
        public void Report(long value) => status.Status(string.Create(CultureInfo.InvariantCulture, $"{what} … {value:N0} {unit}"));
    }
}

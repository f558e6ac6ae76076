using LlmCost.AI.Fuzz.LongRun;
using Xunit.Runner.InProc.SystemConsole;

namespace LlmCost.AI.Fuzz;

/// <summary>Runs the tests. With arguments, runs the commands of <c>tests/fuzz.sh</c>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["targets"]:
                Console.WriteLine(string.Join(Environment.NewLine, FuzzTargets.All));
                return 0;
            case ["instrument", .. var assemblies]:
                Coverage.Instrument(assemblies);
                return 0;
            case ["fuzz", var target, var minutes, var folder]:
                return await GuidedRun.RunAsync(
                    target, double.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture), folder);
            default:
                return await ConsoleRunner.Run(arguments);
        }
    }
}

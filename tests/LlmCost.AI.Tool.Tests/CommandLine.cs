using System.Diagnostics;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Runs the tool as a separate process.</summary>
internal static class CommandLine
{
    public static async Task<(int ExitCode, string Error)> RunAsync(IEnumerable<string> arguments)
    {
        var (exitCode, _, error) = await RunAsync(new Dictionary<string, string>(), arguments);
        return (exitCode, error);
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "llmcost.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }
}

using System.Diagnostics;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Commands that end by themselves.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command in the repository's root and returns what it wrote to standard output.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="environment">Variables to set, or to take away where the value is <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <param name="limit">How long it may take; <see langword="null"/> is 2 minutes.</param>
    /// <exception cref="InvalidOperationException">It ended with an error; the message has all that it wrote.</exception>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        CancellationToken cancellationToken,
        TimeSpan? limit = null)
    {
        var startInfo = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        foreach (var (name, value) in environment)
        {
            startInfo.Environment[name] = value;
        }

        using var process = Process.Start(startInfo)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit ?? Deadline);

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);

            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"{program} ended with {process.ExitCode}:\n{await errors}\n{await output}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}

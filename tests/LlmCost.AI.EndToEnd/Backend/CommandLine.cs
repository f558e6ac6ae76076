using System.Diagnostics;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Runs commands to completion.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command in the root of the repository and returns its standard output.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">The variables to set, or to remove if the value is <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the command.</param>
    /// <param name="limit">The time limit, or <see langword="null"/> for 2 minutes.</param>
    /// <exception cref="InvalidOperationException">The command failed. The message contains the whole output.</exception>
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

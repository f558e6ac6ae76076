using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>A fault under load that must not lose data.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="BreakAsync">Causes the fault and repairs it.</param>
internal sealed record Fault(string Name, Func<FaultStack, LoadApp, CancellationToken, Task> BreakAsync)
{
    /// <summary>Gets the environment variables of the app, given a folder for its files.</summary>
    public Func<DirectoryInfo, IEnumerable<(string Name, string Value)>> Settings { get; init; } = _ => [];

    /// <summary>
    /// Gets a value indicating whether the app has budgets in a Redis server and the fault affects this server.
    /// </summary>
    public bool HasBudgets { get; init; }

    /// <summary>
    /// Gets the command that starts the app, given a folder for its files. If it is empty, the test starts the app directly.
    /// </summary>
    public Func<DirectoryInfo, string[]> Launcher { get; init; } = _ => [];

    /// <summary>Gets a command that fails on machines that do not permit this fault.</summary>
    public string[]? Requires { get; init; }

    /// <summary>Gets an assertion that the fault really occurred.</summary>
    public Action<LoadReport> Prove { get; init; } = _ => { };
}

using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>Something that goes wrong under load, and nothing must be lost by it.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="BreakAsync">Breaks something, and mends it.</param>
internal sealed record Fault(string Name, Func<FaultStack, LoadApp, CancellationToken, Task> BreakAsync)
{
    /// <summary>Variables of the app's environment, given a folder for its files.</summary>
    public Func<DirectoryInfo, IEnumerable<(string Name, string Value)>> Settings { get; init; } = _ => [];

    /// <summary>What becomes the app, if it is not started by the test itself.</summary>
    public Func<DirectoryInfo, string[]> Launcher { get; init; } = _ => [];

    /// <summary>A command that fails where the machine does not let anybody do this.</summary>
    public string[]? Requires { get; init; }

    /// <summary>Asserts that the fault has really been there.</summary>
    public Action<LoadReport> Prove { get; init; } = _ => { };
}

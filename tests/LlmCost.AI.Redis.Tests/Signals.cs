using System.Diagnostics;
using System.Globalization;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Sends signals to processes that a test has started.</summary>
internal static class Signals
{
    public static async Task SendAsync(string signal, int process)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {process.ToString(CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}

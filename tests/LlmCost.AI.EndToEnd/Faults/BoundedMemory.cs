using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The memory of the load app does not grow with the calls that it makes, whatever is broken.</summary>
internal static class BoundedMemory
{
    /// <summary>
    /// What may be alive at the end beyond what was at the first tenth, in bytes. What grows after that is pools, of buffers and connections, which follow the
    /// number of calls at a time on a busy machine. Of 2,000 calls a second, a record kept of each is several times as much in a minute, and .NET's smallest
    /// object, of 24 bytes, passes it in three minutes.
    /// </summary>
    private const long MaxGrowth = 8 << 20;

    /// <summary>What the process may take at most, in bytes.</summary>
    private const long MaxWorkingSet = 300 << 20;

    /// <summary>Asserts it, of what was alive after full collections of garbage.</summary>
    public static void Holds(LoadReport report)
    {
        var early = report.Heaps[report.Heaps.Count / 10];
        Assert.True(
            report.Heaps[^1] <= early + MaxGrowth,
            $"{early:N0} bytes were alive at the first tenth, {report.Heaps[^1]:N0} at the end.");
        Assert.InRange(report.PeakWorkingSet, 0, MaxWorkingSet);
    }
}

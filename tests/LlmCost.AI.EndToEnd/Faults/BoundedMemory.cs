using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The memory of the load app does not grow with the number of calls, regardless of faults.</summary>
internal static class BoundedMemory
{
    /// <summary>
    /// The allowed growth of live memory since the first tenth of the run, in bytes. Pools of buffers and connections still grow
    /// after the first tenth, because they depend on the number of concurrent calls on a busy machine. At 2,000 calls per second,
    /// a leak of one record per call would exceed the limit several times over within a minute. A leak of .NET's smallest object
    /// (24 bytes) per call would exceed it in three minutes.
    /// </summary>
    private const long MaxGrowth = 8 << 20;

    /// <summary>The maximum memory of the process, in bytes.</summary>
    private const long MaxWorkingSet = 300 << 20;

    /// <summary>Asserts the limits on the live memory after full garbage collections.</summary>
    public static void Holds(LoadReport report)
    {
        var early = report.Heaps[report.Heaps.Count / 10];
        Assert.True(
            report.Heaps[^1] <= early + MaxGrowth,
            $"{early:N0} bytes were alive at the first tenth, {report.Heaps[^1]:N0} at the end.");
        Assert.InRange(report.PeakWorkingSet, 0, MaxWorkingSet);
    }
}

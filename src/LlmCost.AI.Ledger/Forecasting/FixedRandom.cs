namespace LlmCost.AI;

/// <summary>A sequence of random numbers that is always the same: SplitMix64 from a fixed seed.</summary>
internal sealed class FixedRandom
{
    private ulong _state = 20_261_101;

    /// <summary>Returns a number from 0 (inclusive) to the limit (exclusive).</summary>
    public int Next(int limit)
    {
        var value = _state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)(((value ^ (value >> 31)) >> 32) * (ulong)limit >> 32);
    }
}

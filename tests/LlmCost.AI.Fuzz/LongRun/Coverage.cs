using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;

namespace LlmCost.AI.Fuzz.LongRun;

/// <summary>Records which branches of the library an input takes, as reported by SharpFuzz in instrumented assemblies.</summary>
internal static unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte* s_now = (byte*)NativeMemory.AllocZeroed(Size);
    private static readonly byte[] s_seen = new byte[Size];

    /// <summary>Gets the number of distinct branches taken so far.</summary>
    public static int Count { get; private set; }

    /// <summary>Instruments assemblies that are not loaded yet.</summary>
    public static void Instrument(IEnumerable<string> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            _ = Fuzzer.Instrument(assembly, static _ => true, Options.Value);
        }
    }

    /// <summary>Starts recording. Call it before the first instrumented method runs.</summary>
    public static void Start() => Trace.SharedMem = s_now;

    /// <summary>Clears the branches of the previous input.</summary>
    public static void Reset()
    {
        new Span<byte>(s_now, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Returns true if the last input took a branch for the first time, or far more often than before.</summary>
    public static bool IsNew()
    {
        var isNew = false;
        for (var i = 0; i < Size; i++)
        {
            if (s_now[i] is 0)
            {
                continue;
            }

            // Groups counts into classes, as AFL does. Here, they are 1, 2, 3 to 7, 8 to 31, and more.
            var bucket = (byte)(s_now[i] switch { 1 => 1, 2 => 2, < 8 => 4, < 32 => 8, _ => 16 });
            if ((s_seen[i] & bucket) is 0)
            {
                Count += s_seen[i] is 0 ? 1 : 0;
                s_seen[i] |= bucket;
                isNew = true;
            }
        }

        return isNew;
    }
}
